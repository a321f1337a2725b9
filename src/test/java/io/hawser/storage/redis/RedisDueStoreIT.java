package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.SILENCE;
import static io.hawser.storage.redis.Bench.TTL;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.SessionEnded;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.Presence.Status;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.DueStore.Claimed;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisDueStoreIT {
    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisDueStoreIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(redis);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aDeviceWhoseNodeIsGoneTurnsDormantAndThenEnds() {
        Connection connection = bench.connect(dev);
        Instant heard = bench.now;
        assertThat(bench.watch(SILENCE.minusSeconds(15)).changes()).isEmpty();
        bench.pass(Duration.ofSeconds(15));

        Claimed lost = bench.claim();

        assertThat(lost.changes())
                .containsExactly(new Change(
                        dev,
                        1,
                        2,
                        bench.now,
                        new Actor.ByHub("deadline"),
                        new Cause(connection.session().value()),
                        new PresenceEntry(Status.OFFLINE, Reason.HEARTBEAT_LOST, connection.session(), null)));
        assertThat(lost.ended()).isEmpty();
        assertThat(lost.next()).isEqualTo(heard.plus(TTL));

        bench.now = heard.plus(TTL);
        Claimed over = bench.claim();

        assertThat(reasons(over)).containsExactly(Reason.EXPIRED);
        assertThat(over.ended())
                .containsExactly(new SessionEnded.OfDevice(dev, 1, connection.number() + 1, EndReason.EXPIRED));
        assertThat(over.next()).isEqualTo(bench.now.plusSeconds(60));
        assertThat(await(bench.sessions().session(dev)).orElseThrow().state()).isEqualTo(SessionState.ENDED);
        bench.pass(TTL);
        assertThat(bench.claim().changes()).isEmpty();
    }

    @Test
    void countsSessionsByTheirState() {
        Connection lost = bench.connect(dev);
        Connection sleeps = bench.connect(device());
        DeviceId removed = device();
        bench.connect(removed);
        assertThat(census()).containsExactlyInAnyOrderEntriesOf(counts(3, 0, 0));

        await(bench.sessions().close(sleeps, Carried.NOTHING, new Closing.Asleep(Duration.ofMinutes(10)), bench.now));
        bench.watch(SILENCE);
        assertThat(census()).containsExactlyInAnyOrderEntriesOf(counts(0, 2, 1));

        bench.report(lost, 1, "a", "1");
        assertThat(census()).containsExactlyInAnyOrderEntriesOf(counts(1, 1, 1));

        await(bench.sessions().forget(removed));
        await(bench.sessions().end(dev, null, EndReason.REVOKED, new Actor.ByHub("test"), bench.now));
        assertThat(census()).containsExactlyInAnyOrderEntriesOf(counts(0, 0, 1));
        bench.connect(dev);
        assertThat(census()).containsExactlyInAnyOrderEntriesOf(counts(1, 0, 1));
    }

    private Map<SessionState, Long> census() {
        return await(bench.stores.census().count());
    }

    private static Map<SessionState, Long> counts(long active, long dormant, long asleep) {
        return Map.of(SessionState.ACTIVE, active, SessionState.DORMANT, dormant, SessionState.ASLEEP, asleep);
    }

    @Test
    void devicesOfANodeThatIsThereStay() {
        try (Bench other = new Bench(redis.settings(), ColdStart.none(), "n2")) {
            bench.opened(bench.hello(dev, "boot", "t", bench.stores.incarnation()));
            Connection there = other.opened(other.hello(device(), "boot", "t", other.stores.incarnation()))
                    .connection();
            for (int i = 0; i < 10; i++) {
                bench.pass(Duration.ofSeconds(15));
                // Their clocks may differ.
                other.now = bench.now.minus(Duration.ofHours(3));
                assertThat(other.claim().changes()).isEmpty();
                assertThat(bench.claim().changes()).isEmpty();
            }
            other.now = bench.now;
            assertThat(await(other.sessions().session(there.device()))
                            .orElseThrow()
                            .state())
                    .isEqualTo(SessionState.ACTIVE);

            assertThat(reasons(bench.watch(SILENCE))).containsExactly(Reason.HEARTBEAT_LOST);
            assertThat(other.claim().wasGone()).isTrue();
            assertThat(reasons(await(other.sessions().keepAlive(List.of(there), other.now))
                            .changes()))
                    .containsExactly(Reason.RESUMED);
            assertThat(other.claim().wasGone()).isFalse();
            assertThat(bench.claim().changes()).isEmpty();
        }
    }

    @Test
    void whatWritesAfterItsNodeCountedAsGoneBringsTheNodeBack() {
        try (Bench other = new Bench(redis.settings(), ColdStart.none(), "n2")) {
            Connection there = other.opened(other.hello(dev, "boot", "t", other.stores.incarnation()))
                    .connection();
            other.claim();
            assertThat(reasons(bench.watch(SILENCE))).containsExactly(Reason.HEARTBEAT_LOST);

            other.now = bench.now;
            other.report(there, 1, "a", "1");

            assertThat(other.claim().wasGone()).isTrue();
            bench.pass(Duration.ofSeconds(15));
            assertThat(reasons(bench.watch(SILENCE))).containsExactly(Reason.HEARTBEAT_LOST);
        }
    }

    @Test
    void aPauseOfTheOneWhoLooksIsNobodysSilence() {
        bench.connect(dev);
        bench.claim();
        bench.pass(SILENCE.multipliedBy(3));

        assertThat(bench.claim().changes()).isEmpty();
        assertThat(bench.watch(SILENCE.minusSeconds(15)).changes()).isEmpty();
        assertThat(reasons(bench.watch(Duration.ofSeconds(15)))).containsExactly(Reason.HEARTBEAT_LOST);
    }

    @Test
    void aDeviceThatMovedIsNotLostWithItsFormerNode() {
        Connection first = bench.connect(dev);
        bench.claim();
        bench.opened(bench.hello(first.device(), "boot", "t2", bench.stores.incarnation()));

        assertThat(bench.watch(SILENCE.multipliedBy(2)).changes()).isEmpty();
    }

    @Test
    void whatAnEarlierVersionLeftWithADeadlineButNoNodeIsLost() {
        bench.connect(dev);
        int shard = Shards.of(dev);
        redis.command("DEL", "{s" + shard + "}:on:n1");
        redis.command("ZADD", Shards.due(shard), "1", "s|" + dev);

        assertThat(reasons(bench.claim())).containsExactly(Reason.HEARTBEAT_LOST);
    }

    @Test
    void aSleeperIsGivenItsWakeAndItsTimeToLive() {
        Connection connection = bench.connect(dev);
        await(bench.sessions().close(connection, Carried.NOTHING, new Closing.Asleep(Duration.ofHours(2)), bench.now));
        bench.pass(Duration.ofHours(2).plus(TTL).minusMillis(1));
        assertThat(bench.claim().changes()).isEmpty();
        bench.pass(Duration.ofMillis(1));

        assertThat(reasons(bench.claim())).containsExactly(Reason.EXPIRED);
    }

    @Test
    void anEndedSessionLeavesRedisOnceItIsKept() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "a", "1");
        await(bench.sessions().close(connection, Carried.NOTHING, new Closing.Over(EndReason.BYE), bench.now));
        bench.pass(Duration.ofMinutes(1));
        bench.claim();
        assertThat(await(bench.sessions().session(dev)).orElseThrow().endReason())
                .isEqualTo(EndReason.BYE);

        List<Kept> kept = new ArrayList<>();
        await(bench.stores.outbox().drain(10_000, entries -> {
            kept.addAll(entries);
            return Future.succeededFuture();
        }));
        bench.pass(Duration.ofMinutes(1));
        bench.claim();

        assertThat(kept.get(kept.size() - 1).body().text())
                .contains("\"ended\":{\"session\":\"" + connection.session() + "\",\"reason\":\"BYE\"")
                .contains("\"reports\":1,");
        assertThat(await(bench.sessions().session(dev))).isEmpty();
        assertThat(await(bench.sessions().deviceOf(connection.session().value())))
                .isEmpty();
        assertThat(bench.snapshot(dev).presence().reason()).isEqualTo(Reason.BYE);
        assertThat(bench.opened(bench.hello(dev, "boot", "t2")).seq()).isEqualTo(1);
    }

    @Test
    void aDeviceThatSaidByeExpiresNoMore() {
        Connection connection = bench.connect(dev);
        await(bench.sessions().close(connection, Carried.NOTHING, new Closing.Over(EndReason.BYE), bench.now));
        bench.pass(Duration.ofDays(2));

        assertThat(bench.claim().changes()).isEmpty();
        assertThat(bench.snapshot(dev).presence().reason()).isEqualTo(Reason.BYE);
    }

    @Test
    void whatIsLongOverdueEndsAtOnce() {
        disconnect(bench.connect(dev));
        bench.pass(Duration.ofDays(1));

        assertThat(reasons(bench.claim())).containsExactly(Reason.EXPIRED);
    }

    @Test
    void manyAreClaimedInPartsAndEachOnce() {
        for (int i = 0; i < 300; i++) {
            DeviceId one;
            do {
                one = device();
            } while (Shards.of(one) != 7);
            bench.connect(one);
        }

        Claimed first = bench.watch(SILENCE);
        assertThat(first.more()).isTrue();
        Claimed second = bench.claim();
        Claimed third = bench.claim();

        assertThat(third.more()).isFalse();
        assertThat(first.changes().size()
                        + second.changes().size()
                        + third.changes().size())
                .isEqualTo(300);
        assertThat(bench.claim().changes()).isEmpty();
    }

    @Test
    void twoNodesCarryOutEachDeadlineOnce() {
        try (Bench other = new Bench(redis)) {
            for (int i = 0; i < 100; i++) {
                disconnect(bench.connect(device()));
            }
            bench.pass(TTL);
            other.now = bench.now;

            Future<Claimed> here = bench.stores.deadlines().claim(bench.now);
            Future<Claimed> there = other.stores.deadlines().claim(bench.now);

            assertThat(await(here).changes().size() + await(there).changes().size())
                    .isEqualTo(100);
        }
    }

    private void disconnect(Connection connection) {
        await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now));
    }

    private static List<Reason> reasons(Claimed claimed) {
        return reasons(claimed.changes());
    }

    private static List<Reason> reasons(List<Change> changes) {
        return changes.stream()
                .map(change -> ((PresenceEntry) change.entry()).reason())
                .toList();
    }
}
