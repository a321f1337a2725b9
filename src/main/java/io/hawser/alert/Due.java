package io.hawser.alert;

import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message in hand: of one alert, or of several that go together.
 *
 * @param key what the other side can know it by, the same with every try
 * @param ids of what is in it
 * @param to who gets it; null: a webhook
 * @param browser where to, for push
 * @param hook where to, for webhooks
 * @param items what it tells, oldest first; at least one
 * @param tries this one included
 * @param begun when it was first tried
 * @param wasUnsure whether an earlier try may have come
 * @param allowed whether who gets it may still know of it
 */
public record Due(
        String key,
        List<String> ids,
        ChannelKind channel,
        @Nullable Person to,
        @Nullable Browser browser,
        @Nullable Hook hook,
        List<Item> items,
        int tries,
        Instant begun,
        boolean digest,
        boolean wasUnsure,
        boolean allowed) {
    public Due {
        ids = List.copyOf(ids);
        items = List.copyOf(items);
    }

    /** One thing that is told. */
    public record Item(Alert alert, Stage stage, Instant at) {}

    /** Somebody and how they want to be told. */
    public record Person(UserId id, String name, Preferences preferences) {}

    /** Where a browser gets its notifications (RFC 8030), and what for (RFC 8291): both base64url. */
    public record Browser(String id, String endpoint, String p256dh, String auth) {}

    /** @param number of its secret */
    public record Hook(String id, String url, int number) {}

    /** The worst that it tells. */
    Severity severity() {
        return items.stream().map(item -> item.alert().severity()).reduce(Severity.INFO, Severity::or);
    }
}
