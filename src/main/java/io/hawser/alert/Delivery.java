package io.hawser.alert;

import io.hawser.domain.Secret;
import io.hawser.domain.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message that is to go out. Its id is made of what it is: the same is the same message, however often it is sent.
 *
 * @param person who is told; null: a webhook is
 * @param browser the subscription of it, for push
 * @param digest whether it may go with others as one message
 * @param due not before
 */
public record Delivery(
        String id,
        String alert,
        Stage stage,
        ChannelKind channel,
        @Nullable UserId person,
        @Nullable String browser,
        @Nullable String webhook,
        boolean digest,
        Instant due) {
    private static final int LENGTH = 32;

    /** @param number tells repeated ones of a stage apart */
    static Delivery to(
            String alert,
            Stage stage,
            int number,
            ChannelKind channel,
            UserId person,
            @Nullable String browser,
            boolean digest,
            Instant due) {
        String id = id(alert, stage, number, channel, person + (browser == null ? "" : "/" + browser));
        return new Delivery(id, alert, stage, channel, person, browser, null, digest, due);
    }

    static Delivery to(String alert, Stage stage, int number, String webhook, Instant due) {
        String id = id(alert, stage, number, ChannelKind.WEBHOOK, webhook);
        return new Delivery(id, alert, stage, ChannelKind.WEBHOOK, null, null, webhook, false, due);
    }

    /** The id of a message; the first that was sent of an alert to somebody is what later ones refer to. */
    static String id(String alert, Stage stage, int number, ChannelKind channel, String to) {
        String what = String.join("\n", alert, stage.name(), String.valueOf(number), channel.name(), to);
        return "dlv_" + Secret.hash(what).substring(0, LENGTH);
    }
}
