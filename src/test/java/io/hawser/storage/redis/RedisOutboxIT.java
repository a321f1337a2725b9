package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.properties;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.hawser.history.Outbox.Backlog;
import io.hawser.history.Outbox.Drained;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.Opening;
import io.hawser.testing.KeptEntries;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisOutboxIT {
    private final TestRedis redis;
    private final List<Kept> kept = new ArrayList<>();
    private Bench bench;

    RedisOutboxIT(TestRedis redis) {
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
    void carriesEverythingThatWasTold() {
        DeviceId dev = device();
        Opening.Opened opened = bench.opened(bench.hello(dev, "b", "t"));
        Connection connection = opened.connection();
        List<Change> told = new ArrayList<>(opened.changes());
        told.addAll(bench.report(connection, 1, "na\"me", "\"é/\\n\"").changes());
        told.add(await(bench.sessions().desire(dev, properties("a/b", "22.5"), List.of(), null, ANA, bench.now))
                .change());
        told.addAll(bench.report(connection, 2, "a/b", "22.50").changes());
        told.addAll(bench.submit(bench.wish(dev)).changes());
        bench.pass(Duration.ofSeconds(8));
        told.addAll(bench.claim().changes());

        assertThat(drainAll(bench.stores.outbox(), 100)).isEqualTo(told.size());

        assertThat(kept.stream().map(KeptEntries::change)).containsExactlyElementsOf(told);
        assertThat(kept.get(0).stored()).isEqualTo(bench.now.minusSeconds(8));
        assertThat(await(bench.stores.outbox().backlog())).isEqualTo(new Backlog(0, Duration.ZERO));
    }

    @Test
    void handsOutInPartsAndInOrderWithinEachDevice() {
        List<Connection> devices = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            devices.add(bench.connect(device()));
        }
        for (int seq = 1; seq <= 30; seq++) {
            for (Connection connection : devices) {
                bench.report(connection, seq, "n", Integer.toString(seq));
            }
        }

        assertThat(drainAll(bench.stores.outbox(), 50)).isEqualTo(20 * 31);

        Map<DeviceId, List<Long>> revisions = kept.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.device(), Collectors.mapping(entry -> entry.revision(), Collectors.toList())));
        assertThat(revisions)
                .hasSize(20)
                .allSatisfy((dev, of) ->
                        assertThat(of).isSorted().doesNotHaveDuplicates().hasSize(31));
    }

    @Test
    void whatWasNotKeptIsHandedOutAgain() {
        bench.connect(device());

        assertThat(failure(bench.stores.outbox().drain(10, entries -> Future.failedFuture("no disk"))))
                .hasMessage("no disk");
        assertThat(await(bench.stores.outbox().backlog()).entries()).isEqualTo(1);

        assertThat(drainAll(bench.stores.outbox(), 10)).isEqualTo(1);
    }

    @Test
    void setsAsideWhatCanNotBeReadAndGoesOn() {
        DeviceId dev = device();
        bench.connect(dev);
        String outbox = Shards.outbox(Shards.of(dev));
        redis.command("XADD", outbox, "*", "h", dev.value() + " no-number", "by", "hush", "b", "hush");
        redis.command("XADD", outbox, "*", "nothing", "at all");

        assertThat(drainAll(bench.stores.outbox(), 10)).isEqualTo(3);
        assertThat(kept).hasSize(1);

        assertThat(await(bench.stores.outbox().backlog()).entries()).isZero();
        assertThat(redis.command("XLEN", outbox + ":refused")).isEqualTo("2");
        bench.connect(device());
        assertThat(drainAll(bench.stores.outbox(), 10)).isEqualTo(1);
    }

    @Test
    void aRestartedNodeGoesOnWithWhatItWasGiven() {
        bench.connect(device());
        failure(bench.stores.outbox().drain(10, entries -> Future.failedFuture("power cut")));

        try (Bench restarted = new Bench(redis)) {
            assertThat(drainAll(restarted.stores.outbox(), 10)).isEqualTo(1);
        }
    }

    @Test
    void whatAnotherNodeLeftIsTakenOver() {
        bench.connect(device());
        failure(bench.stores.outbox().drain(10, entries -> Future.failedFuture("power cut")));

        try (Bench other = new Bench(redis.settings(), ColdStart.none(), "n2")) {
            assertThat(drainAll(other.stores.outbox(), 10)).isZero();
            other.pass(Duration.ofMinutes(1));
            assertThat(drainAll(other.stores.outbox(), 10)).isEqualTo(1);
        }
    }

    @Test
    void oneNodeReadsAShardAtATime() {
        DeviceId dev = device();
        Connection connection = bench.connect(dev);
        try (Bench other = new Bench(redis.settings(), ColdStart.none(), "n2")) {
            for (int seq = 1; seq <= 20; seq++) {
                bench.report(connection, seq, "n", Integer.toString(seq));
                assertThat(drainAll(bench.stores.outbox(), 10)).isPositive();
                bench.pass(Duration.ofSeconds(5));
                other.pass(Duration.ofSeconds(5));
                bench.report(connection, 100 + seq, "n", "0");
                assertThat(drainAll(other.stores.outbox(), 10)).isZero();
            }
            assertThat(drainAll(bench.stores.outbox(), 10)).isEqualTo(1);
        }
    }

    @Test
    void findsWhatOthersWroteWithinASecond() {
        try (Bench other = new Bench(redis)) {
            drainAll(bench.stores.outbox(), 10);
            other.connect(device());
            assertThat(drainAll(bench.stores.outbox(), 10)).isZero();
            bench.pass(Duration.ofSeconds(1));

            assertThat(drainAll(bench.stores.outbox(), 10)).isEqualTo(1);
        }
    }

    @Test
    void whatCantBeReadIsSetAsideAndHoldsUpNothing() {
        DeviceId dev = device();
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "n", "1");
        put(dev, "h", dev.value() + " 1");
        put(dev, "h", dev.value() + " 1 9 state 1 soon", "by", "{}", "b", "{}");
        put(dev, unreadable(dev));
        bench.report(connection, 2, "n", "2");
        Outbox outbox = bench.stores.outbox();

        assertThat(drainAll(outbox, 100)).isEqualTo(6);

        assertThat(kept.stream().map(entry -> entry.revision())).containsExactly(1L, 2L, 3L);
        assertThat(outbox.refused()).isEqualTo(3);
        assertThat(redis.command("XLEN", refused(dev))).isEqualTo("3");
        assertThat(redis.command("XLEN", Shards.outbox(Shards.of(dev)))).isEqualTo("0");
        assertThat(await(outbox.backlog())).isEqualTo(new Backlog(0, Duration.ZERO));
        bench.report(connection, 3, "n", "3");
        assertThat(drainAll(outbox, 100)).isEqualTo(1);
    }

    @Test
    void setsAsideEvenWhileNothingIsKept() {
        DeviceId dev = device();
        bench.connect(dev);
        put(dev, unreadable(dev));
        Outbox outbox = bench.stores.outbox();

        failure(outbox.drain(1_000, entries -> Future.failedFuture("no disk")));
        failure(outbox.drain(1_000, entries -> Future.failedFuture("no disk")));
        assertThat(outbox.refused()).isEqualTo(1);

        assertThat(drainAll(outbox, 10)).isEqualTo(1);
        assertThat(outbox.refused()).isEqualTo(1);
    }

    @Test
    void keepsNoMoreAsideThanABound() {
        DeviceId dev = device();
        bench.connect(dev);
        drainAll(bench.stores.outbox(), 100);
        for (int i = 0; i < 300; i++) {
            put(dev, unreadable(dev));
        }
        bench.pass(Duration.ofSeconds(1));

        assertThat(drainAll(bench.stores.outbox(), 100)).isEqualTo(300);

        assertThat(bench.stores.outbox().refused()).isEqualTo(300);
        assertThat(redis.command("XLEN", refused(dev))).isEqualTo("256");
    }

    @Test
    void oneDrainAtATime() {
        bench.connect(device());
        Promise<Void> slow = Promise.promise();
        Future<Drained> first = bench.stores.outbox().drain(10, entries -> slow.future());

        assertThat(drainAll(bench.stores.outbox(), 10)).isZero();
        slow.complete();
        assertThat(await(first).entries()).isEqualTo(1);
    }

    @Test
    void tellsThatMoreWaitsWhereverAShardHasMoreThanItsShare() {
        Connection busy = bench.connect(device());
        for (int seq = 1; seq <= 30; seq++) {
            bench.report(busy, seq, "n", Integer.toString(seq));
        }
        for (int i = 0; i < 40; i++) {
            bench.connect(device());
        }
        List<Boolean> more = new ArrayList<>();
        int entries = 0;
        do {
            Drained drained = await(bench.stores.outbox().drain(100, read -> Future.succeededFuture()));
            entries += drained.entries();
            more.add(drained.more());
        } while (more.get(more.size() - 1));

        assertThat(entries).isEqualTo(71);
        assertThat(more).hasSizeGreaterThan(1);
    }

    @Test
    void theLanesTogetherReadEveryShardOnce() {
        for (int i = 0; i < 40; i++) {
            bench.connect(device());
        }
        List<Integer> shares =
                bench.stores.lanes().stream().map(lane -> drainAll(lane, 100)).toList();

        assertThat(shares).allSatisfy(share -> assertThat(share).isPositive());
        assertThat(shares.stream().mapToInt(share -> share).sum()).isEqualTo(40);
        assertThat(await(bench.stores.outbox().backlog()).entries()).isZero();
    }

    @Test
    void tellsHowMuchWaitsAndSinceWhen() {
        bench.connect(device());
        bench.pass(Duration.ofSeconds(90));
        bench.connect(device());

        assertThat(await(bench.stores.outbox().backlog())).isEqualTo(new Backlog(2, Duration.ofSeconds(90)));
    }

    @Test
    void goesOnAfterRedisWasEmptied() {
        bench.connect(device());
        drainAll(bench.stores.outbox(), 10);
        redis.command("FLUSHDB");

        bench.connect(device());

        assertThat(drainAll(bench.stores.outbox(), 10)).isEqualTo(1);
    }

    @Test
    void failsWhenTheStoreIsAway() {
        await(bench.stores.close());

        assertThat(failure(bench.stores.outbox().drain(10, entries -> Future.succeededFuture())))
                .isInstanceOf(Failure.class);
    }

    private static String refused(DeviceId dev) {
        return Shards.refused(Shards.of(dev));
    }

    /** An entry of the device with all its fields. */
    private static String[] unreadable(DeviceId dev) {
        return new String[] {"h", dev.value() + " 1 9 no-such-kind 1 1", "by", "{\"hub\":\"x\"}", "b", "{}"};
    }

    private void put(DeviceId dev, String... fields) {
        String[] command = new String[3 + fields.length];
        command[0] = "XADD";
        command[1] = Shards.outbox(Shards.of(dev));
        command[2] = "*";
        System.arraycopy(fields, 0, command, 3, fields.length);
        redis.command(command);
    }

    private int drainAll(Outbox outbox, int most) {
        int all = 0;
        int some;
        do {
            some = await(outbox.drain(most, entries -> {
                        assertThat(entries).hasSizeLessThanOrEqualTo(Math.max(most, Shards.COUNT));
                        kept.addAll(entries);
                        return Future.succeededFuture();
                    }))
                    .entries();
            all += some;
        } while (some > 0);
        return all;
    }
}
