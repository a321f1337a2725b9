package io.hawser.check;

import io.hawser.domain.Severity;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** How much is wrong, and whether what is watched is looked at in time, of all nodes together. */
@FunctionalInterface
public interface CheckCensus {
    /** The cost grows with how many faults are open. Fails with {@code UNAVAILABLE}. */
    Future<Tally> count();

    /**
     * What there is.
     *
     * @param open faults that are not resolved, by severity; no drills
     * @param late since when a condition waits to be looked at that was to be by now, the longest of them; none, or one that is to
     *     come, is zero
     */
    record Tally(Map<Severity, Long> open, Duration late) {
        public Tally {
            open = Map.copyOf(open);
        }
    }
}
