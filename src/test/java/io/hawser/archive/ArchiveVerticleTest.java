package io.hawser.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.testing.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ArchiveVerticleTest {
    private static final LocalDate DUE = LocalDate.parse("2026-01-15");
    private static final LocalDate STAYS = LocalDate.parse("2026-02-15");

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock time = new ManualClock();
    private final Semaphore looks = new Semaphore(0);
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final ArchiveTally tally = new ArchiveTally();
    private volatile boolean away;
    private volatile boolean taken;

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void archivesOnceADayWhatIsDueAndNotOnAnEventLoop() throws InterruptedException {
        deploy();

        assertThat(done.take()).isEqualTo("2026-01-15 away from event loops");
        looks.drainPermits();
        looks.acquire(10);
        assertThat(done).isEmpty();
        assertThat(tally.rows()).isEqualTo(5);
        assertThat(tally.bytes()).isEqualTo(900);
        time.pass(Duration.ofDays(1));
        assertThat(done.take()).startsWith("2026-01-15");
    }

    @Test
    void triesAgainAfterAFailure() throws InterruptedException {
        away = true;
        deploy();
        looks.acquire(20);

        assertThat(tally.failures()).isPositive();
        away = false;
        assertThat(done.poll(20, TimeUnit.SECONDS)).startsWith("2026-01-15");
    }

    @Test
    void waitsForItsTurnWhileAnotherNodeWorks() throws InterruptedException {
        taken = true;
        deploy();
        looks.acquire(20);

        assertThat(tally.failures()).isZero();
        assertThat(done).isEmpty();
        taken = false;
        assertThat(done.poll(20, TimeUnit.SECONDS)).startsWith("2026-01-15");
    }

    private void deploy() {
        Clock clock = new CountedClock();
        vertx.deployVerticle(new ArchiveVerticle(
                        new Archiver(this::begin, clock), Retention.USUAL, tally, clock, Duration.ofMillis(1)))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private Optional<ArchiveStore.Run> begin() {
        if (away) {
            throw Failure.unavailable("away");
        }
        return taken ? Optional.empty() : Optional.of(new Days());
    }

    private final class Days implements ArchiveStore.Run {
        @Override
        public List<LocalDate> days() {
            return List.of(DUE, STAYS);
        }

        @Override
        public List<Receipt> archive(LocalDate day, Set<Kind> kinds) {
            done.add(day + (Context.isOnEventLoopThread() ? " on an event loop" : " away from event loops"));
            return List.of(new Receipt(day, Kind.STATE, 0, 5, 0, 900, Optional.of("file"), null));
        }

        @Override
        public void close() {}
    }

    /** The time, and how often it was asked for. */
    private final class CountedClock extends Clock {
        @Override
        public Instant instant() {
            looks.release();
            return time.instant();
        }

        @Override
        public ZoneId getZone() {
            return time.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
