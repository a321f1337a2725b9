package io.hawser.alert;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Lets each do something only so often within a span. Safe for use by any thread. */
final class Sparing {
    private static final int PEOPLE = 10_000;

    private final int most;
    private final Duration within;
    private final Clock clock;
    private final Cache<String, Count> counts;

    private record Count(Instant since, int done) {}

    Sparing(int most, Duration within, Clock clock) {
        this.most = most;
        this.within = within;
        this.clock = clock;
        counts = Caffeine.newBuilder().maximumSize(PEOPLE).build();
    }

    /** Whether it may be done once more; that counts. */
    boolean admits(String who) {
        Instant now = clock.instant();
        Count count = counts.asMap()
                .compute(
                        who,
                        (key, known) ->
                                known == null || known.since().plus(within).isBefore(now)
                                        ? new Count(now, 1)
                                        : new Count(known.since(), known.done() + 1));
        return count != null && count.done() <= most;
    }
}
