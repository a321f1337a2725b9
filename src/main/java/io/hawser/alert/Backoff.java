package io.hawser.alert;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a message waits that did not go out: longer with each try, and never all at the same moment. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int DOUBLINGS = 12;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Between half and all of what doubles with each try. */
    Duration after(int tries) {
        long full = FIRST.toMillis() << Math.min(DOUBLINGS, Math.max(0, tries - 1));
        long most = Math.min(full, LONGEST.toMillis());
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
}
