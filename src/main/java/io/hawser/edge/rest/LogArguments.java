package io.hawser.edge.rest;

import io.hawser.domain.Cause;
import io.hawser.domain.Failure;
import io.hawser.history.HistoryService;
import io.hawser.history.LogFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which entries a request means: {@code from}, {@code to}, {@code kinds}, {@code by}, {@code cause}. */
final class LogArguments {
    private LogArguments() {}

    static LogFilter filter(Arguments given) {
        @Nullable Instant from = given.instant("from").orElse(null);
        @Nullable Instant to = given.instant("to").orElse(null);
        if (from != null && to != null) {
            checkSpan(from, to);
        }
        return new LogFilter(
                HistoryService.kinds(given.texts("kinds")),
                from,
                to,
                given.optionalText("by").map(LogFilter.By::of).orElse(null),
                given.optionalText("cause").map(Cause::new).orElse(null));
    }

    static void checkSpan(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw Failure.invalid("/query/from", "must be before to");
        }
    }
}
