package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
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
    void waitsOnlyForAClockThatIsFarBehind() {
        assertThat(ClockWatch.isWorthWaiting(null, NOW)).isFalse();
        assertThat(ClockWatch.isWorthWaiting(NOW.plusSeconds(5), NOW)).isFalse();
        assertThat(ClockWatch.isWorthWaiting(NOW.plus(Duration.ofHours(1)), NOW))
                .isTrue();
        // What is not believed is not waited for.
        assertThat(ClockWatch.isWorthWaiting(NOW.plus(Duration.ofDays(400)), NOW))
                .isFalse();
    }

    @Test
    void beginsWithTheTimeOfAClockThatIsSetWhileItWaits() {
        Vertx vertx = Vertx.vertx();
        try {
            AtomicLong host = new AtomicLong(MonotonicClock.nanos(NOW));
            MonotonicClock clock = new MonotonicClock(host::get, System::nanoTime);
            var waited = ClockWatch.waited(vertx, clock, NOW.plus(Duration.ofHours(1)), ClockWatch.LOOKS);
            assertThat(waited.isComplete()).isFalse();

            Instant set = NOW.plus(Duration.ofHours(8));
            host.set(MonotonicClock.nanos(set));
            waited.toCompletionStage().toCompletableFuture().join();
            clock.restart();

            assertThat(clock.instant()).isBetween(set, set.plusSeconds(1));
        } finally {
            vertx.close();
        }
    }

    @Test
    void believesAnyMarkRatherThanAClockThatWasNeverSet() {
        assertThat(ClockWatch.first(NOW, Instant.EPOCH)).isAfter(NOW);
    }
}
