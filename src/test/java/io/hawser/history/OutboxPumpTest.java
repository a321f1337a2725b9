package io.hawser.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.history.HistoryStore.Kept;
import io.hawser.testing.HeardLog;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OutboxPumpTest {
    private static final OutboxSettings SETTINGS =
            new OutboxSettings(10, Duration.ofMillis(40), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeHistory history = new FakeHistory();
    private final OutboxAlarm alarm = new OutboxAlarm();
    private final OutboxPump pump = pump(Clock.systemUTC());

    @Test
    void keepsWhatWaitsInItsOrder() {
        outbox.add(7);
        List<Kept> waiting = List.copyOf(outbox.waiting);

        pump.round();

        assertThat(history.kept).containsExactlyElementsOf(waiting);
        assertThat(outbox.waiting).isEmpty();
    }

    @Test
    void goesOnAtOnceWhileThereIsMore() {
        outbox.add(15);

        assertThat(pump.round().result()).isLessThanOrEqualTo(Duration.ofMillis(1));
        assertThat(pump.round().result()).isEqualTo(SETTINGS.pause());
        assertThat(outbox.waiting).isEmpty();
    }

    @Test
    void losesNothingAndWaitsLongerEachTimeWhileTheHistoryIsAway() {
        outbox.add(3);
        history.away = true;
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            pauses.add(pump.round().result());
        }

        assertThat(outbox.waiting).hasSize(3);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(40), Duration.ofMillis(80));
        assertThat(pauses.get(3)).isBetween(Duration.ofMillis(320), Duration.ofMillis(640));
        assertThat(pauses.subList(10, 30))
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(2500), SETTINGS.longestPause()));
        assertThat(pauses.subList(10, 30)).doesNotHaveDuplicates();

        history.away = false;
        assertThat(pump.round().result()).isEqualTo(SETTINGS.pause());
        assertThat(history.kept).hasSize(3);
        history.away = true;
        assertThat(pump.round().result()).isLessThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void takesAnOutboxThatThrowsForOneThatFails() {
        OutboxPump thrown = new OutboxPump(
                new Outbox() {
                    @Override
                    public Future<Drained> drain(int most, java.util.function.Function<List<Kept>, Future<Void>> keep) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public Future<Backlog> backlog() {
                        return Future.succeededFuture(new Backlog(0, Duration.ZERO));
                    }
                },
                history,
                entries -> Future.succeededFuture(),
                Clock.systemUTC(),
                new Random(1),
                SETTINGS,
                new OutboxAlarm());

        assertThat(thrown.round().result()).isGreaterThanOrEqualTo(SETTINGS.pause());
        assertThat(thrown.finish(Duration.ofSeconds(1)).succeeded()).isTrue();
    }

    @Test
    void drainsAllWhenItFinishes() {
        outbox.add(35);

        assertThat(pump.finish(Duration.ofSeconds(10)).succeeded()).isTrue();
        assertThat(history.kept).hasSize(35);
    }

    @Test
    void finishesWithTheRoundThatIsOnWhenTimeIsUp() {
        outbox.add(35);

        assertThat(pump(ticking(Duration.ofSeconds(4)))
                        .finish(Duration.ofSeconds(7))
                        .succeeded())
                .isTrue();
        assertThat(history.kept).hasSize(20);
    }

    @Test
    void finishesWhenTheHistoryIsAway() {
        outbox.add(5);
        history.away = true;

        assertThat(pump.finish(Duration.ofSeconds(10)).succeeded()).isTrue();
        assertThat(outbox.waiting).hasSize(5);
    }

    @Test
    void tellsOfAStoreThatIsAwayOnceForAllPumpsAndWithoutATrace() {
        try (HeardLog log = new HeardLog(OutboxAlarm.class)) {
            List<OutboxPump> pumps = List.of(pump, pump(Clock.systemUTC()), pump(Clock.systemUTC()));
            outbox.add(3);
            history.away = true;
            for (int round = 0; round < 3; round++) {
                pumps.forEach(OutboxPump::round);
            }
            assertThat(log.lines()).singleElement().asString().doesNotContain("\tat ");

            history.away = false;
            pumps.forEach(OutboxPump::round);
            assertThat(log.lines()).hasSize(2).last().asString().contains("history takes entries again");
        }
    }

    private OutboxPump pump(Clock clock) {
        return new OutboxPump(
                outbox, history, entries -> Future.succeededFuture(), clock, new Random(1), SETTINGS, alarm);
    }

    /** A clock that goes on by a step whenever it is read. */
    private static Clock ticking(Duration step) {
        return new Clock() {
            private Instant now = Instant.EPOCH;

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                Instant read = now;
                now = now.plus(step);
                return read;
            }
        };
    }
}
