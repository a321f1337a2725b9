package io.hawser.simulator.wire;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try. Doubles from {@code first} up to {@code longest}, and always takes a random part of
 * that, at least half: a thousand clients that lost the hub in the same moment must not come back in the same moment.
 */
final class Backoff {
    private static final int DOUBLINGS = 20;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private int tries;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** The wait before the next try. */
    Duration next() {
        long span = first.toMillis() << Math.min(tries++, DOUBLINGS);
        long bounded = Math.min(span, longest.toMillis());
        return Duration.ofMillis(Math.max(1, (long) (bounded * random.nextDouble(0.5, 1.0))));
    }

    /** The wait after one was asked for: never shorter than asked, and up to half as long again or {@code longest} more. */
    Duration after(Duration asked) {
        long spread = Math.min(asked.toMillis() / 2, longest.toMillis());
        return asked.plusMillis((long) (spread * random.nextDouble()));
    }

    /** It worked: the next wait is a short one again. */
    void reset() {
        tries = 0;
    }
}
