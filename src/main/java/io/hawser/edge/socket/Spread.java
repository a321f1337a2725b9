package io.hawser.edge.socket;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** When clients are asked to come back: each at a moment of its own, so that not all do at once. */
public final class Spread {
    private Spread() {}

    /** A random moment after the first tenth of the time and within it. */
    public static Duration within(Duration most) {
        long millis = Math.max(2, most.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 10 + 1, millis + 1));
    }
}
