package io.hawser.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), new SplittableRandom(3));

    @Test
    void doublesUpToItsLongestAndTakesAtLeastHalf() {
        long[] spans = {100, 200, 400, 800, 1600, 2000, 2000, 2000};
        for (long span : spans) {
            assertThat(backoff.next().toMillis()).isBetween(span / 2, span);
        }
    }

    @Test
    void staysAtItsLongestHoweverOftenItIsAsked() {
        for (int i = 0; i < 200; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(2));
        }
    }

    @Test
    void beginsShortAgainOnceItWorked() {
        backoff.next();
        backoff.next();
        backoff.next();
        backoff.reset();
        assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
    }

    @Test
    void neverComesBeforeItWasAskedTo() {
        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Duration wait = backoff.after(Duration.ofSeconds(1));
            assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
            waits.add(wait);
        }
        assertThat(waits).as("all different, or nearly").hasSizeGreaterThan(40);
    }
}
