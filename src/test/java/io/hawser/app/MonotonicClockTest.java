package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = START;
    private long passed = 12_345;
    private final MonotonicClock clock =
            new MonotonicClock(() -> wall.getEpochSecond() * 1_000_000_000L + wall.getNano(), () -> passed);

    @Test
    void goesWithTheHostsClock() {
        pass(Duration.ofSeconds(7));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(7));
    }

    @Test
    void hardlyNoticesAJump() {
        wall = wall.plus(Duration.ofHours(5));
        pass(Duration.ofSeconds(10));
        assertThat(clock.instant()).isBetween(START.plusSeconds(10), START.plusSeconds(11));
    }

    @Test
    void neverGoesBack() {
        wall = wall.minus(Duration.ofHours(5));
        Instant before = clock.instant();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(1));
            Instant now = clock.instant();
            assertThat(now).isAfter(before);
            before = now;
        }
    }

    @Test
    void catchesUpWithACorrectionInTime() {
        wall = wall.plusSeconds(10);
        for (int i = 0; i < 300; i++) {
            pass(Duration.ofSeconds(1));
            clock.instant();
        }
        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void goesOnFromALaterTimeThanTheHosts() {
        clock.notBefore(START.plus(Duration.ofHours(1)));
        pass(Duration.ofSeconds(20));

        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(1)).plusSeconds(19));
        assertThat(clock.ahead()).isEqualTo(Duration.ofHours(-1).plusSeconds(1));
    }

    @Test
    void countsWhatHadPassedOnce() {
        pass(Duration.ofSeconds(5));
        clock.notBefore(wall);

        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void isNotSetBack() {
        clock.notBefore(START.minus(Duration.ofHours(1)));

        assertThat(clock.instant()).isEqualTo(START);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        passed += time.toNanos();
    }
}
