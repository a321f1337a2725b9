package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void takesTheHostsTimeWhereNothingSpeaksAgainstIt() {
        assertThat(ClockWatch.first(null, NOW)).isEqualTo(NOW);
        assertThat(ClockWatch.first(NOW.minusSeconds(1), NOW)).isEqualTo(NOW);
    }

    @Test
    void goesOnAfterWhatIsStored() {
        Instant marked = NOW.plus(Duration.ofHours(1));

        assertThat(ClockWatch.first(marked, NOW)).isAfter(marked);
    }

    @Test
    void doesNotBelieveAMarkFarInTheFuture() {
        assertThat(ClockWatch.first(NOW.plus(Duration.ofDays(400)), NOW)).isEqualTo(NOW);
    }

    @Test
    void believesAnyMarkRatherThanAClockThatWasNeverSet() {
        assertThat(ClockWatch.first(NOW, Instant.EPOCH)).isAfter(NOW);
    }
}
