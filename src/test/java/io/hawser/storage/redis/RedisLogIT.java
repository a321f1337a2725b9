package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.properties;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.command.CommandStore.Word;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.Snapshot;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.session.Carried;
import io.hawser.session.Catchup;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.session.Opening;
import io.hawser.session.SessionStore.Superseded;
import io.hawser.session.Uplink;
import io.hawser.testing.KeptEntries;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order: each device's log is gap-free, is told whole, and tells how its state came about. */
@ExtendWith(TestRedis.Resolver.class)
class RedisLogIT {
    private static final int DEVICES = 4;
    private static final int STEPS = 1_000;

    private final TestRedis redis;

    RedisLogIT(TestRedis redis) {
        this.redis = redis;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aThousandRandomStepsLeaveAWholeLog(long seed) {
        redis.command("FLUSHDB");
        try (Bench bench = new Bench(redis)) {
            Walk walk = new Walk(bench, new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                walk.step();
            }
            walk.settle();

            for (DeviceId device : walk.devices) {
                List<Change> log = walk.log(device);
                assertThat(log).isNotEmpty();
                for (int i = 0; i < log.size(); i++) {
                    assertThat(log.get(i).revision()).isEqualTo(i + 1);
                    assertThat(log.get(i).epoch())
                            .isGreaterThanOrEqualTo(log.get(Math.max(0, i - 1)).epoch());
                }
                Snapshot snapshot = bench.snapshot(device);
                assertThat(snapshot.cursor()).isEqualTo(log.get(log.size() - 1).cursor());
                assertThat(folded(log)).isEqualTo(List.of(snapshot.state(), snapshot.desired()));
                PresenceEntry last = log.stream()
                        .filter(change -> change.entry() instanceof PresenceEntry)
                        .map(change -> (PresenceEntry) change.entry())
                        .reduce((one, two) -> two)
                        .orElseThrow();
                assertThat(snapshot.presence().status()).isEqualTo(last.status());
                assertThat(snapshot.presence().reason()).isEqualTo(last.reason());
                assertThat(replayed(bench, log)).isEqualTo(log.subList(1, log.size()));
            }
            assertThat(walk.outbox()).isEqualTo(walk.all());
        }
    }

    @Test
    void writersOnAllEventLoopsLeaveAWholeLog() {
        try (Bench bench = new Bench(redis)) {
            DeviceId device = device();
            List<Future<Change>> told = new ArrayList<>();
            for (int loop = 0; loop < 8; loop++) {
                told.add(onAnotherLoop(bench, device, 50));
            }
            Bench.await(Future.all(told));

            assertThat(bench.snapshot(device).revision()).isEqualTo(8 * 50);
        }
    }

    private static Future<Change> onAnotherLoop(Bench bench, DeviceId device, int count) {
        Promise<Change> done = Promise.promise();
        ((VertxInternal) bench.vertx).createEventLoopContext().runOnContext(go -> {
            List<Future<Change>> appended = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                appended.add(bench.sessions()
                        .desire(device, properties("n", Integer.toString(i)), List.of(), null, ANA, bench.now)
                        .map(desired -> desired.change()));
            }
            Future.all(appended).map(all -> appended.get(0).result()).onComplete(done);
        });
        return done.future();
    }

    private static List<Change> replayed(Bench bench, List<Change> log) {
        Catchup catchup = Bench.await(
                bench.sessions().catchUp(log.get(0).device(), log.get(0).cursor()));
        return ((Catchup.Replay) catchup).changes();
    }

    private static List<Map<String, Json>> folded(List<Change> log) {
        Map<String, Json> state = new HashMap<>();
        Map<String, Json> desired = new HashMap<>();
        for (Change change : log) {
            if (change.entry() instanceof StateEntry entry) {
                state.putAll(entry.set());
                entry.unset().forEach(state::remove);
                desired.putAll(entry.desiredSet());
                entry.desiredUnset().forEach(desired::remove);
            }
        }
        return List.of(state, desired);
    }

    /** Random steps on a few devices, several at a time on their way. */
    private static final class Walk {
        private static final int AT_A_TIME = 8;

        private final Bench bench;
        private final Random random;
        private final List<DeviceId> devices = new ArrayList<>();
        private final Map<DeviceId, Connection> connections = new ConcurrentHashMap<>();
        private final Map<DeviceId, List<String>> tokens = new HashMap<>();
        private final Map<DeviceId, List<CommandId>> commands = new HashMap<>();
        private final List<Change> told = new ArrayList<>();
        private final List<Future<?>> onTheWay = new ArrayList<>();
        private long seq;
        private int token;

        Walk(Bench bench, Random random) {
            this.bench = bench;
            this.random = random;
            for (int i = 0; i < DEVICES; i++) {
                DeviceId device = device();
                devices.add(device);
                tokens.put(device, new CopyOnWriteArrayList<>(List.of("none")));
                commands.put(device, new CopyOnWriteArrayList<>());
                open(device, true);
            }
            settle();
        }

        void step() {
            DeviceId device = devices.get(random.nextInt(DEVICES));
            Connection connection = requireNonNull(connections.get(device));
            int what = random.nextInt(100);
            if (what < 5) {
                open(device, random.nextBoolean());
            } else if (what < 55) {
                tell(bench.sessions().write(connection, report(), bench.now).map(written -> written.changes()));
            } else if (what < 60) {
                tell(bench.sessions().close(connection, Carried.NOTHING, closing(), bench.now));
            } else if (what < 75) {
                tell(bench.sessions()
                        .desire(device, some(), List.of("p" + random.nextInt(6)), null, ANA, bench.now)
                        .map(desired -> List.of(desired.change())));
            } else if (what < 83) {
                tell(bench.commands().submit(bench.wish(device), bench.now).map(submitted -> {
                    requireNonNull(commands.get(device)).add(submitted.command().id());
                    return submitted.changes();
                }));
            } else if (what < 91 && !requireNonNull(commands.get(device)).isEmpty()) {
                List<CommandId> of = requireNonNull(commands.get(device));
                Word word = new Word(
                        random.nextBoolean() ? CommandStatus.RECEIVED : CommandStatus.DONE, null, null, null, null);
                tell(bench.commands()
                        .step(connection, of.get(random.nextInt(of.size())), word, bench.now)
                        .map(step -> step.changes()));
            } else if (what < 92) {
                tell(bench.sessions().end(device, null, EndReason.REVOKED, ANA, bench.now));
            } else {
                bench.pass(Duration.ofSeconds(random.nextInt(40)));
                tell(bench.stores.deadlines().claim(bench.now).map(claimed -> claimed.changes()));
            }
            if (onTheWay.size() >= AT_A_TIME) {
                settle();
            }
        }

        void settle() {
            Bench.await(Future.join(List.copyOf(onTheWay)).otherwiseEmpty());
            onTheWay.clear();
        }

        List<Change> log(DeviceId device) {
            return told.stream()
                    .filter(change -> change.device().equals(device))
                    .sorted(Comparator.comparing(Change::revision))
                    .toList();
        }

        Map<DeviceId, List<Change>> all() {
            Map<DeviceId, List<Change>> all = new TreeMap<>(Comparator.comparing(DeviceId::value));
            devices.forEach(device -> all.put(device, log(device)));
            return all;
        }

        Map<DeviceId, List<Change>> outbox() {
            bench.pass(Duration.ofSeconds(2));
            List<Kept> kept = new ArrayList<>();
            while (Bench.await(bench.stores.outbox().drain(1_000, entries -> {
                                kept.addAll(entries);
                                return Future.succeededFuture();
                            }))
                            .entries()
                    > 0) {}
            return kept.stream()
                    .map(KeptEntries::change)
                    .collect(Collectors.groupingBy(
                            Change::device,
                            () -> new TreeMap<>(Comparator.comparing(DeviceId::value)),
                            Collectors.toList()));
        }

        private void open(DeviceId device, boolean bySecret) {
            List<String> known = requireNonNull(tokens.get(device));
            String presented = known.get(Math.max(0, known.size() - 1 - random.nextInt(3)));
            String next = "t" + ++token;
            String boot = "b" + random.nextInt(2);
            Hello hello = bySecret ? bench.hello(device, boot, next) : bench.resume(device, boot, presented, next);
            tell(bench.sessions().open(hello, bench.now).map(opening -> {
                if (opening instanceof Opening.Opened opened) {
                    connections.put(device, opened.connection());
                    known.add(next);
                }
                return opening.changes();
            }));
        }

        private Uplink report() {
            seq++;
            return random.nextInt(5) == 0
                    ? new Uplink.Event(seq, "e", new Json("{}"), null)
                    : new Uplink.Report(seq, some(), List.of("p" + random.nextInt(6)), null, null);
        }

        private Map<String, Json> some() {
            return properties(
                    "p" + random.nextInt(3),
                    Integer.toString(random.nextInt(3)),
                    "p" + (3 + random.nextInt(3)),
                    "\"v" + random.nextInt(3) + '"');
        }

        private Closing closing() {
            return switch (random.nextInt(3)) {
                case 0 -> new Closing.Lost(Reason.CLOSED, Duration.ZERO, false);
                case 1 -> new Closing.Asleep(Duration.ofMinutes(1));
                default -> new Closing.Over(EndReason.BYE);
            };
        }

        private void tell(Future<List<Change>> step) {
            onTheWay.add(step.onSuccess(changes -> {
                synchronized (told) {
                    told.addAll(changes);
                }
            }));
            step.onFailure(error -> assertThat(error).isInstanceOfAny(Superseded.class, Failure.class));
        }
    }
}
