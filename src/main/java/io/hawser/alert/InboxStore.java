package io.hawser.alert;

import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people are told in the panel; of what they may not know of any more, nothing. Failures: {@code UNAVAILABLE}. */
public interface InboxStore {
    /** What a person was told, newest first. */
    Future<Page<Line>> list(UserId person, boolean unread, int limit, @Nullable String cursor);

    /** How much they have not read, and the newest of it. */
    Future<Glance> glance(UserId person);

    /** They have read these, or all when none is named; whether any was not read before. */
    Future<Boolean> read(UserId person, List<String> alerts);

    /** @param stage what of it was told last, at that time */
    record Line(Alert alert, Stage stage, Instant at, boolean read) {}

    /** A look at the whole. */
    record Glance(int unread, Optional<Line> newest) {}
}
