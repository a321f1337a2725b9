package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.HEARTBEAT;
import static io.hawser.storage.redis.Bench.TTL;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.SessionEnded;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.Presence.Status;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.DueStore.Claimed;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import java.time.Duration;
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
    void aSilentSessionTurnsDormantAndThenEnds() {
        Connection connection = bench.connect(dev);
        bench.pass(HEARTBEAT.multipliedBy(2).minusMillis(1));
        assertThat(bench.claim().changes()).isEmpty();
        bench.pass(Duration.ofMillis(1));

        Claimed lost = bench.claim();

        assertThat(lost.changes())
                .containsExactly(new Change(
                        dev,
                        1,
                        2,
                        bench.now,
                        new Actor.ByHub("deadline"),
                        new PresenceEntry(Status.OFFLINE, Reason.HEARTBEAT_LOST, connection.session(), null)));
        assertThat(lost.ended()).isEmpty();
        assertThat(lost.next())
                .isEqualTo(bench.now.minus(HEARTBEAT.multipliedBy(2)).plus(TTL));

        bench.pass(TTL.minus(HEARTBEAT.multipliedBy(2)));
        Claimed over = bench.claim();

        assertThat(reasons(over)).containsExactly(Reason.EXPIRED);
        assertThat(over.ended())
                .containsExactly(new SessionEnded.OfDevice(dev, 1, connection.number() + 1, EndReason.EXPIRED));
        assertThat(over.next()).isNull();
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

        await(bench.sessions().close(sleeps, new Closing.Asleep(Duration.ofMinutes(10)), bench.now));
        bench.pass(HEARTBEAT.multipliedBy(2));
        bench.claim();
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
    void writesAndKeepAlivesMoveTheDeadline() {
        Connection written = bench.connect(dev);
        Connection alive = bench.connect(device());
        for (int i = 1; i <= 10; i++) {
            bench.pass(HEARTBEAT);
            bench.report(written, i, "a", "1");
            await(bench.sessions().keepAlive(List.of(alive), bench.now));
            assertThat(bench.claim().changes()).isEmpty();
        }
    }

    @Test
    void aSleeperIsGivenItsWakeAndItsTimeToLive() {
        Connection connection = bench.connect(dev);
        await(bench.sessions().close(connection, new Closing.Asleep(Duration.ofHours(2)), bench.now));
        bench.pass(Duration.ofHours(2).plus(TTL).minusMillis(1));
        assertThat(bench.claim().changes()).isEmpty();
        bench.pass(Duration.ofMillis(1));

        assertThat(reasons(bench.claim())).containsExactly(Reason.EXPIRED);
    }

    @Test
    void aDeviceThatSaidByeExpiresNoMore() {
        Connection connection = bench.connect(dev);
        await(bench.sessions().close(connection, new Closing.Over(EndReason.BYE), bench.now));
        bench.pass(Duration.ofDays(2));

        assertThat(bench.claim().changes()).isEmpty();
        assertThat(bench.snapshot(dev).presence().reason()).isEqualTo(Reason.BYE);
    }

    @Test
    void whatIsLongOverdueEndsAtOnce() {
        bench.connect(dev);
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
        bench.pass(Duration.ofDays(1));

        Claimed first = bench.claim();
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
                bench.connect(device());
            }
            bench.pass(HEARTBEAT.multipliedBy(2));
            other.now = bench.now;

            Future<Claimed> here = bench.stores.deadlines().claim(bench.now);
            Future<Claimed> there = other.stores.deadlines().claim(bench.now);

            assertThat(await(here).changes().size() + await(there).changes().size())
                    .isEqualTo(100);
        }
    }

    private static List<Reason> reasons(Claimed claimed) {
        return claimed.changes().stream()
                .map(change -> ((PresenceEntry) change.entry()).reason())
                .toList();
    }
}
