package io.hawser.storage.postgres;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.testing.KeptEntries;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States at the beginning of days, which must be what the whole log makes. */
final class SnapshotsIT extends HistoryUnderTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int DAYS = 6;

    private final Instant begin = NOW.truncatedTo(ChronoUnit.DAYS);

    /** Days that the tests before have had are taken anew. */
    @BeforeEach
    void noDayIsTaken() throws SQLException {
        postgres.execute("TRUNCATE device_log_snapshot_days");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theStateAtAnyMomentIsTheFoldOfTheWholeLog(long seed) throws SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        List<DeviceId> devices = Stream.of("a", "b", "c")
                .map(name -> new DeviceId(device + name))
                .toList();
        Map<DeviceId, List<Change>> logs = new HashMap<>();
        Map<DeviceId, Long> epochs = new HashMap<>();
        for (int day = 0; day < DAYS; day++) {
            Instant midnight = begin.plus(DAY.multipliedBy(day));
            for (DeviceId one : devices) {
                List<Kept> kept = new ArrayList<>();
                List<Change> log = logs.computeIfAbsent(one, none -> new ArrayList<>());
                for (Instant stored : times(random, midnight)) {
                    epochs.merge(one, random.nextInt(8) == 0 ? 1L : 0L, Long::sum);
                    Instant at = at(random, stored);
                    Change change = new Change(
                            one,
                            1 + epochs.getOrDefault(one, 0L),
                            log.size() + 1L,
                            at,
                            new Actor.ByDevice(one),
                            entry(random));
                    log.add(change);
                    kept.add(KeptEntries.kept(change, stored));
                }
                // What is stored may come to the kept log when snapshots were taken without it.
                int late = random.nextInt(kept.size() + 1);
                await(history().keep(kept.subList(0, late)));
                if (random.nextInt(3) == 0) {
                    takeAll(midnight.plus(DAY));
                }
                await(history().keep(kept.subList(late, kept.size())));
            }
        }
        takeAll(begin.plus(DAY.multipliedBy(DAYS + 1)));

        assertThat(number("SELECT count(*) FROM device_log_snapshots WHERE device LIKE '" + device + "%'"))
                .isPositive();
        for (DeviceId one : devices) {
            for (int i = 0; i < 60; i++) {
                Instant moment = i < DAYS
                        ? begin.plus(DAY.multipliedBy(i)).minusMillis(random.nextInt(2))
                        : begin.plusMillis(
                                random.nextLong(DAY.multipliedBy(DAYS + 1L).toMillis()));
                assertThat(await(history().stateAt(one, moment)))
                        .as("%s at %s", one, moment)
                        .isEqualTo(folded(one, logs.getOrDefault(one, List.of()), moment));
            }
        }
    }

    @Test
    void readsNoFurtherThanTheSnapshot() throws SQLException {
        await(history().keep(List.of(kept(1, begin, set("a", "1")), kept(2, begin.plus(DAY), set("b", "2")))));
        takeAll(begin.plus(DAY));

        postgres.execute("DELETE FROM device_log WHERE device = '" + device + "' AND revision = 1");

        assertThat(await(history().stateAt(device, begin.plus(DAY)))
                        .orElseThrow()
                        .state())
                .containsOnlyKeys("a", "b");
        assertThat(await(history().stateAt(device, begin.plus(DAY).minusMillis(1))))
                .isEmpty();
    }

    @Test
    void looksOnlyAtWhatHasChanged() throws SQLException {
        DeviceId quiet = new DeviceId(device + "q");
        Change once = new Change(quiet, 1, 1, begin, new Actor.ByDevice(quiet), set("a", "1"));
        await(history().keep(List.of(KeptEntries.kept(once, begin), kept(1, begin.plus(DAY), set("b", "2")))));
        takeAll(begin.plus(DAY));
        LocalDate second = LocalDate.ofInstant(begin.plus(DAY.multipliedBy(2)), ZoneOffset.UTC);

        await(stores.snapshots().take(second, begin.plus(DAY.multipliedBy(2))));

        assertThat(number("SELECT count(*) FROM device_log_snapshots WHERE device = '" + quiet + "'"))
                .isEqualTo(1);
        assertThat(rowsOf("device_log_snapshots")).isEqualTo(1);
        assertThat(await(stores.snapshots().due(begin.plus(DAY.multipliedBy(2)))))
                .isEmpty();
    }

    private void takeAll(Instant now) {
        Optional<LocalDate> day = await(stores.snapshots().due(now));
        while (day.isPresent()) {
            assertThat(await(stores.snapshots().take(day.get(), now))).isPresent();
            day = await(stores.snapshots().due(now));
        }
    }

    /** In order, but for clocks that differ a little between nodes. */
    private static List<Instant> times(SplittableRandom random, Instant midnight) {
        List<Instant> times = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 0 : random.nextInt(25);
        for (int i = 0; i < count; i++) {
            times.add(midnight.plusMillis(random.nextLong(DAY.toMillis())));
        }
        times.sort(comparing(time -> time));
        times.replaceAll(time -> time.plusMillis(random.nextInt(5) == 0 ? random.nextLong(1_000_000) : 0));
        return times;
    }

    /** When the device says that it happened: now, earlier, or in 1970. */
    private static Instant at(SplittableRandom random, Instant stored) {
        return switch (random.nextInt(10)) {
            case 0 -> stored.minusMillis(random.nextLong(DAY.multipliedBy(3).toMillis()));
            case 1 -> random.nextInt(4) == 0 ? Instant.EPOCH.plusMillis(5) : stored;
            default -> stored;
        };
    }

    private static Entry entry(SplittableRandom random) {
        String name = "p" + random.nextInt(5);
        Map<String, Json> value = Map.of(name, new Json(String.valueOf(random.nextInt(100))));
        return switch (random.nextInt(9)) {
            case 0 -> state(Map.of(), List.of(name));
            case 1 -> wanted(value, List.of());
            case 2 -> wanted(Map.of(), List.of(name));
            case 3 ->
                new PresenceEntry(
                        random.nextBoolean() ? Presence.Status.ONLINE : Presence.Status.OFFLINE,
                        Presence.Reason.CLOSED,
                        null,
                        null);
            case 4 -> new EventEntry("button", new Json("{}"));
            default -> state(value, List.of());
        };
    }

    /** By hand, from the first entry on. */
    private static Optional<Snapshot> folded(DeviceId device, List<Change> log, Instant moment) {
        Map<String, Json> state = new HashMap<>();
        Map<String, Json> desired = new HashMap<>();
        Presence presence = Presence.never(Instant.EPOCH);
        long desiredRevision = 0;
        Cursor last = null;
        for (Change change : log) {
            if (change.at().isAfter(moment)) {
                continue;
            }
            last = change.cursor();
            if (change.entry() instanceof StateEntry entry) {
                state.putAll(entry.set());
                entry.unset().forEach(state::remove);
                desired.putAll(entry.desiredSet());
                entry.desiredUnset().forEach(desired::remove);
                boolean wished =
                        !entry.desiredSet().isEmpty() || !entry.desiredUnset().isEmpty();
                desiredRevision = wished ? change.revision() : desiredRevision;
            } else if (change.entry() instanceof PresenceEntry entry) {
                presence = new Presence(entry.status(), entry.reason(), change.at(), entry.wake());
            }
        }
        return last == null
                ? Optional.empty()
                : Optional.of(
                        new Snapshot(device, last.epoch(), last.revision(), state, desired, desiredRevision, presence));
    }
}
