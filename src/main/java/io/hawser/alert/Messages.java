package io.hawser.alert;

import io.hawser.domain.Json;
import org.jspecify.annotations.Nullable;

/** What goes out, by channel, each with the key that the other side can know it by. */
public final class Messages {
    private Messages() {}

    /**
     * An e-mail.
     *
     * @param about the key of the one that it goes on from; null: it begins something
     * @param to an address
     * @param settings where the person says how they want to be told
     */
    public record Mail(
            String key, @Nullable String about, String to, String subject, String text, String html, String settings) {}

    /** A text message, to a number with a plus in front. */
    public record Sms(String key, String to, String text) {}

    /**
     * A notification in a browser.
     *
     * @param topic what stands in the place of an older one of the same, and is shown once
     * @param urgent whether a sleeping device is woken for it
     */
    public record Push(
            String key, Due.Browser to, String topic, boolean urgent, String title, String body, String path) {}

    /** A call of a program. */
    public record HookCall(String key, Due.Hook to, String event, Json body) {}
}
