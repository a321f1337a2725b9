package io.hawser.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Traffic;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a few devices and terminals, quick and slow, with changes out of order and lost on the bus, reads that fail and
 * logs that are trimmed. Whatever happens, the chain holds, nothing is missing and everybody ends with the same state.
 */
class FanoutModelTest {
    private static final int SEEDS = 1_000;
    private static final int WAITING = 6_000;
    private static final int FRAME = 1_000;

    @Test
    void everyTerminalEndsWithTheTruthByAnUnbrokenChain() {
        long merged = 0;
        long snapshots = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            try {
                world.live();
                world.settle();
                world.check();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            merged += world.merged;
            snapshots += world.snapshots;
        }
        assertThat(merged).as("slow terminals had entries merged").isGreaterThan(SEEDS);
        assertThat(snapshots).as("some fell back to snapshots").isGreaterThan(SEEDS);
    }

    /** One terminal's part of the story. */
    private static final class Viewer {
        private final FakeTerminal terminal;
        private final Outbox outbox;
        private final Set<Kind> kinds;
        private final boolean quick;
        private final boolean unlimited;
        private final Map<DeviceId, Cursor> began = new HashMap<>();
        private final Set<DeviceId> begun = new HashSet<>();
        private final Map<DeviceId, String> names = new HashMap<>();

        Viewer(FakeTerminal terminal, Outbox outbox, Set<Kind> kinds, boolean quick, boolean unlimited) {
            this.terminal = terminal;
            this.outbox = outbox;
            this.kinds = kinds;
            this.quick = quick;
            this.unlimited = unlimited;
        }
    }

    private static final class World {
        private final Random random;
        private final FakeLoop loop;
        private final Map<DeviceId, FakeLog> logs = new HashMap<>();
        private final List<Deque<Change>> ways = List.of(new ArrayDeque<>(), new ArrayDeque<>());
        private final List<Viewer> viewers = new ArrayList<>();
        private final Map<DeviceId, String> names = new HashMap<>();
        private final SubscriptionIndex index;
        private int commands;
        private boolean lossy = true;
        private long merged;
        private long snapshots;

        World(int seed) {
            random = new Random(seed);
            loop = new FakeLoop(random);
            for (int i = 0; i < 2; i++) {
                DeviceId device = new DeviceId("dev_" + i);
                logs.put(device, new FakeLog(device, loop, random, 10 + random.nextInt(60)));
            }
            index = new SubscriptionIndex(
                    (device, since) -> log(device).read(since),
                    loop,
                    watching -> {},
                    new Traffic(),
                    new FanoutSettings(WAITING, Duration.ofMillis(20)));
        }

        private FakeLog log(DeviceId device) {
            return Objects.requireNonNull(logs.get(device));
        }

        void live() {
            int steps = 150 + random.nextInt(150);
            for (int i = 0; i < steps; i++) {
                step();
            }
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 45) {
                happen();
            } else if (what < 75) {
                deliver();
            } else if (what < 80 && viewers.size() < 4) {
                join();
            } else if (what < 95) {
                for (Viewer viewer : viewers) {
                    if (viewer.quick || random.nextInt(6) == 0) {
                        viewer.terminal.read(viewer.quick ? Integer.MAX_VALUE : random.nextInt(4));
                        viewer.outbox.drained();
                    }
                }
            } else if (what < 97) {
                rename();
            } else if (what < 98) {
                if (index.isHeld()) {
                    index.release();
                } else {
                    index.hold();
                }
            } else {
                loop.advance(Duration.ofMillis(random.nextInt(40)));
            }
            for (Viewer viewer : viewers) {
                if (viewer.quick) {
                    viewer.terminal.read(Integer.MAX_VALUE);
                    viewer.outbox.drained();
                }
                assertThat(viewer.outbox.waitingBytes()).as("bounded").isLessThan(WAITING + 140_000);
                assertThat(viewer.terminal.beyond())
                        .as("written to a full socket")
                        .isLessThan(FRAME);
            }
        }

        private void rename() {
            DeviceId device = new DeviceId("dev_" + random.nextInt(2));
            String name = "Lamp " + random.nextInt();
            for (Viewer viewer : viewers) {
                if (viewer.begun.contains(device)) {
                    viewer.names.put(device, name);
                }
            }
            names.put(device, name);
            index.describe(device, name, "light");
        }

        private void happen() {
            FakeLog log = log(new DeviceId("dev_" + random.nextInt(2)));
            if (random.nextInt(30) == 0) {
                log.nextEpoch();
            }
            Change change = log.append(entry());
            if (!lossy || random.nextInt(15) > 0) {
                ways.get(random.nextInt(ways.size())).add(change);
            }
        }

        private Entry entry() {
            int what = random.nextInt(10);
            if (what < 6) {
                return state();
            }
            if (what < 7) {
                return new PresenceEntry(
                        one(Presence.Status.ONLINE, Presence.Status.ASLEEP, Presence.Status.OFFLINE),
                        Presence.Reason.CONNECTED,
                        null,
                        null);
            }
            if (what < 9) {
                int command = commands == 0 || random.nextBoolean() ? commands++ : random.nextInt(commands);
                return new CommandEntry(
                        new CommandId("cmd_" + command),
                        "set",
                        new Json("{}"),
                        one(CommandStatus.QUEUED, CommandStatus.SENT, CommandStatus.RECEIVED, CommandStatus.DONE),
                        null,
                        null,
                        null,
                        null);
            }
            return new EventEntry("button", new Json("\"" + "x".repeat(random.nextInt(200)) + "\""));
        }

        @SafeVarargs
        private <T> T one(T... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private StateEntry state() {
            Map<String, Json> set = new HashMap<>();
            List<String> unset = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                String name = "p" + random.nextInt(6);
                if (random.nextInt(4) == 0 && !set.containsKey(name) && !unset.contains(name)) {
                    unset.add(name);
                } else if (!unset.contains(name)) {
                    set.put(name, new Json(String.valueOf(random.nextInt(100))));
                }
            }
            boolean wished = random.nextInt(4) == 0;
            return new StateEntry(
                    set,
                    unset,
                    null,
                    wished ? Map.of("p1", new Json(String.valueOf(random.nextInt(9)))) : Map.of(),
                    wished ? List.of() : List.of("p1"),
                    1);
        }

        private void deliver() {
            Deque<Change> way = ways.get(random.nextInt(ways.size()));
            Change change = way.poll();
            if (change != null) {
                int before = written();
                index.change(change);
                if (random.nextInt(20) == 0) {
                    index.change(change);
                }
                if (index.isHeld()) {
                    assertThat(written()).as("told though it is held").isEqualTo(before);
                }
            }
        }

        private int written() {
            return viewers.stream()
                    .mapToInt(viewer -> viewer.terminal.written())
                    .sum();
        }

        private void join() {
            boolean quick = random.nextBoolean();
            boolean unlimited = random.nextInt(3) > 0;
            Set<Kind> kinds = EnumSet.of(Kind.STATE, Kind.PRESENCE, Kind.COMMAND, Kind.EVENT);
            if (random.nextInt(3) == 0) {
                kinds.remove(Kind.EVENT);
                kinds.remove(Kind.COMMAND);
            }
            if (random.nextInt(4) == 0) {
                kinds.remove(Kind.PRESENCE);
            }
            FakeTerminal terminal = new FakeTerminal(quick ? 100_000 : 300 + random.nextInt(2_000));
            Outbox outbox = index.outbox(terminal, new UserId("usr_" + viewers.size()), "Ana");
            Viewer viewer = new Viewer(terminal, outbox, kinds, quick, unlimited);
            viewers.add(viewer);
            for (FakeLog log : logs.values()) {
                watch(viewer, log);
            }
        }

        private void watch(Viewer viewer, FakeLog log) {
            DeviceId device = log.snapshot().device();
            Watch watch = viewer.outbox.add(device, names.getOrDefault(device, "Lamp"), "light", "owner");
            watch.interests(viewer.kinds, viewer.unlimited ? 0 : 1 + random.nextInt(50));
            if (random.nextBoolean() || log.changes().isEmpty()) {
                begin(viewer, watch, null);
                return;
            }
            Cursor since =
                    log.changes().get(random.nextInt(log.changes().size())).cursor();
            known(viewer, log, since);
            watch.prepare(since)
                    .onSuccess(from -> begin(viewer, watch, since))
                    .onFailure(away -> begin(viewer, watch, since));
        }

        private static void begin(Viewer viewer, Watch watch, @Nullable Cursor since) {
            watch.begin(since, () -> {});
            viewer.begun.add(watch.device());
        }

        /** It has been here before and knows the device up to the cursor. */
        private void known(Viewer viewer, FakeLog log, Cursor since) {
            FakeLog before = new FakeLog(new DeviceId("dev_x"), loop, random, 0);
            log.changes().stream()
                    .filter(change -> change.revision() <= since.revision())
                    .forEach(change -> before.append(change.entry()));
            FakeTerminal.Book book = viewer.terminal.book(log.snapshot().device());
            book.state.putAll(before.snapshot().state());
            book.desired.putAll(before.snapshot().desired());
            book.presence = Words.lower(before.snapshot().presence().status());
            book.revision = since.revision();
            book.epoch = since.epoch();
            viewer.began.put(log.snapshot().device(), since);
        }

        /** Everything arrives and everybody reads. */
        void settle() {
            lossy = false;
            index.release();
            for (int round = 0; round < 60; round++) {
                if (round == 0) {
                    logs.values().forEach(log -> ways.get(0).add(log.append(state())));
                }
                while (!ways.get(0).isEmpty() || !ways.get(1).isEmpty()) {
                    deliver();
                }
                loop.advance(Duration.ofSeconds(1));
                for (Viewer viewer : viewers) {
                    while (!viewer.terminal.hasRead()) {
                        viewer.terminal.read(3);
                        viewer.outbox.drained();
                    }
                }
            }
        }

        void check() {
            for (Viewer viewer : viewers) {
                assertThat(viewer.outbox.waitingBytes()).as("nothing waits").isZero();
                for (FakeLog log : logs.values()) {
                    DeviceId device = log.snapshot().device();
                    check(viewer, log, viewer.terminal.book(device), viewer.began.get(device));
                }
            }
            for (Viewer viewer : viewers) {
                viewer.outbox.close();
            }
            assertThat(index.devices()).isZero();
        }

        private void check(Viewer viewer, FakeLog log, FakeTerminal.Book book, @Nullable Cursor began) {
            assertThat(book.state).isEqualTo(log.snapshot().state());
            assertThat(book.desired).isEqualTo(log.snapshot().desired());
            if (viewer.kinds.contains(Kind.PRESENCE)) {
                assertThat(book.presence)
                        .isEqualTo(Words.lower(log.snapshot().presence().status()));
            }
            String name = viewer.names.get(log.snapshot().device());
            if (name != null) {
                assertThat(book.name).as("the newest name").isEqualTo(name);
            }
            merged += book.entries - book.revisions.size();
            snapshots += book.snapshots;
            long first = Math.max(book.snapshotAt, began == null ? 0 : began.revision());
            List<Change> due = log.changes().stream()
                    .filter(change -> change.revision() > first && viewer.kinds.contains(change.kind()))
                    .toList();
            assertThat(book.events.stream().filter(at -> at > first))
                    .as("events")
                    .containsExactlyElementsOf(due.stream()
                            .filter(change -> change.kind() == Kind.EVENT)
                            .map(Change::revision)
                            .toList());
            Map<String, String> last = new HashMap<>();
            for (Change change : due) {
                if (change.entry() instanceof CommandEntry command) {
                    last.put(command.command().value(), Words.lower(command.status()));
                }
            }
            assertThat(book.commands).as("commands").containsAllEntriesOf(last);
            if (viewer.quick && viewer.unlimited) {
                assertThat(book.revisions.stream().filter(at -> at > first))
                        .as("every entry")
                        .containsExactlyElementsOf(
                                due.stream().map(Change::revision).toList());
            }
        }
    }
}
