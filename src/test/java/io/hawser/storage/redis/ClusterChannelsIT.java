package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.relay.Channels;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes tell each other over a cluster of two, whose Redis servers pass on nothing of a device to each other. */
@SuppressWarnings("NullAway.Init")
class ClusterChannelsIT {
    private static final int DEVICES = 40;
    private static List<TestRedis> cluster;

    private final Ear ear = new Ear();
    private Bench first;
    private Bench second;
    private Channels channels;

    @BeforeAll
    static void start() {
        cluster = TestRedis.cluster();
    }

    @AfterAll
    static void stop() {
        cluster.forEach(TestRedis::close);
    }

    @BeforeEach
    void open() {
        RedisSettings settings = new RedisSettings(
                "redis://127.0.0.1:" + cluster.get(0).port(),
                true,
                Duration.ofSeconds(5),
                8192,
                1000,
                Duration.ofHours(1),
                64 * 1024,
                64,
                Duration.ofSeconds(45));
        first = new Bench(settings, ColdStart.none(), "n1");
        second = new Bench(settings, ColdStart.none(), "n2");
        channels = second.stores.channels();
        second.vertx.runOnContext(turn -> channels.open(ear));
    }

    @AfterEach
    void close() {
        second.vertx.runOnContext(turn -> channels.close());
        first.close();
        second.close();
    }

    @Test
    void hearsEachDeviceAtTheServerThatHasIt() throws InterruptedException {
        long broadcast = calls("publish");
        Map<DeviceId, Connection> devices = connected();
        ear.awaitDoubts(devices.keySet());

        devices.values().forEach(connection -> first.report(connection, 1, "n", "1"));

        ear.awaitChanges(devices.keySet());
        assertThat(cluster)
                .allSatisfy(server -> assertThat(calls(server, "spublish")).isPositive());
        // Which all servers of a cluster pass on to all: that a node is there, twice at most.
        assertThat(calls("publish") - broadcast).isLessThanOrEqualTo(2);
    }

    @Test
    void hearsAgainOnceABrokenConnectionToAServerIsBackAndSaysWhatMayHaveBeenMissed() throws InterruptedException {
        Map<DeviceId, Connection> devices = connected();
        ear.awaitDoubts(devices.keySet());
        ear.doubts.clear();

        cluster.forEach(server -> server.command("CLIENT", "KILL", "TYPE", "pubsub"));

        ear.awaitDoubts(devices.keySet());
        devices.values().forEach(connection -> first.report(connection, 1, "n", "1"));
        ear.awaitChanges(devices.keySet());
    }

    @Test
    void followsADeviceWhoseSlotMovesToTheOtherServer() throws InterruptedException {
        DeviceId lonely = Stream.generate(Bench::device)
                .filter(one -> count(cluster.get(0), one) + count(cluster.get(1), one) == 0)
                .findFirst()
                .orElseThrow();
        second.vertx.runOnContext(turn -> channels.follow(lonely));
        ear.awaitDoubts(Set.of(lonely));
        ear.doubts.clear();
        String slot = slot(lonely);
        int to = Integer.parseInt(slot) <= 8191 ? 1 : 0;

        String owner = cluster.get(to).whole("CLUSTER", "MYID");
        cluster.get(to).command("CLUSTER", "SETSLOT", slot, "NODE", owner);
        cluster.get(1 - to).command("CLUSTER", "SETSLOT", slot, "NODE", owner);

        ear.awaitDoubts(Set.of(lonely));
        Connection connection = first.connect(lonely);
        first.report(connection, 1, "n", "1");
        ear.awaitChanges(Set.of(lonely));
    }

    private Map<DeviceId, Connection> connected() {
        Map<DeviceId, Connection> devices = new HashMap<>();
        for (int i = 0; i < DEVICES; i++) {
            DeviceId device = device();
            devices.put(device, first.connect(device));
        }
        second.vertx.runOnContext(turn -> devices.keySet().forEach(channels::follow));
        return devices;
    }

    private static String slot(DeviceId device) {
        return cluster.get(0).command("CLUSTER", "KEYSLOT", Shards.session(device));
    }

    private static int count(TestRedis server, DeviceId device) {
        return Integer.parseInt(server.command("CLUSTER", "COUNTKEYSINSLOT", slot(device)));
    }

    private static long calls(String command) {
        return cluster.stream().mapToLong(server -> calls(server, command)).sum();
    }

    private static long calls(TestRedis server, String command) {
        return server.whole("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    private static final class Ear implements Channels.Listener {
        private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
        private final BlockingQueue<Set<DeviceId>> doubts = new LinkedBlockingQueue<>();

        /** A report of each of them. */
        void awaitChanges(Set<DeviceId> devices) throws InterruptedException {
            Set<DeviceId> left = new HashSet<>(devices);
            while (!left.isEmpty()) {
                Change change = changes.poll(10, TimeUnit.SECONDS);
                assertThat(change).as("a change of %s", left).isNotNull();
                if (change.kind() == Kind.STATE) {
                    left.remove(change.device());
                }
            }
        }

        void awaitDoubts(Set<DeviceId> devices) throws InterruptedException {
            Set<DeviceId> left = new HashSet<>(devices);
            while (!left.isEmpty()) {
                Set<DeviceId> some = doubts.poll(10, TimeUnit.SECONDS);
                assertThat(some).as("doubts of %s", left).isNotNull();
                left.removeAll(some);
            }
        }

        @Override
        public void changed(Change change) {
            changes.add(change);
        }

        @Override
        public void told(String text) {
            throw new AssertionError("not told in these tests: " + text);
        }

        @Override
        public void deaf() {
            // As below.
        }

        @Override
        public void told(DeviceId device, String text) {
            throw new AssertionError("not told in these tests: " + text);
        }

        @Override
        public void missed() {
            // When the link for the nodes' channel is cut as well.
        }

        @Override
        public void doubted(Set<DeviceId> devices) {
            doubts.add(devices);
        }
    }
}
