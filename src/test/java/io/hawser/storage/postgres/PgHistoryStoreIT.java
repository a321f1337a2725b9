package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Presence;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.testing.KeptEntries;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeping entries and reading them back. */
final class PgHistoryStoreIT extends HistoryUnderTest {
    private static final Set<Kind> ALL = Set.of();

    @Test
    void givesBackEveryKindOfEntryAsItWas() {
        List<Entry> entries = List.of(
                new Entry.StateEntry(
                        Map.of(
                                "power", new Json("\"on\""),
                                "level", new Json("1.50"),
                                "deep", new Json("{\"a\":[null]}")),
                        List.of("song"),
                        new CommandId("cmd_1"),
                        Map.of("target", new Json("22")),
                        List.of("mode"),
                        1),
                new PresenceEntry(
                        Presence.Status.ASLEEP,
                        Presence.Reason.SLEEP,
                        new SessionId("s1"),
                        Instant.ofEpochMilli(1234567890123L)),
                command(CommandStatus.RUNNING, 40, null, null, null),
                command(CommandStatus.FAILED, null, new Json("{\"x\":1}"), "STUCK", "It \"stuck\""),
                new EventEntry("button", new Json("[1,2]")),
                new FaultEntry("flt_1", "AUDIO.CAPTURE", "major", "active", new Json("{}")),
                new ShareEntry(new UserId("usr_1"), null, Role.VIEWER),
                new ShareEntry(new UserId("usr_1"), null, null));
        List<Kept> kept = new ArrayList<>();
        for (Entry entry : entries) {
            kept.add(kept(kept.size() + 1L, NOW, entry));
        }
        kept.set(4, by(kept.get(4), new Actor.ByUser(new UserId("u"), "", Via.PANEL)));
        kept.set(5, by(kept.get(5), new Actor.ByHub("deadline")));

        await(history().keep(kept));

        assertThat(await(log(device, ALL, null, null, 100, null)).items()).containsExactlyElementsOf(newestFirst(kept));
    }

    @Test
    void keepsEachEntryOnceHoweverOftenItComes() throws SQLException {
        Kept one = kept(1, NOW, set("a", "1"));
        Kept two = kept(2, NOW, set("a", "2"));

        await(history().keep(List.of(one, one)));
        await(history().keep(List.of(two, one)));
        await(history().keep(List.of(one, two)));
        await(history().keep(List.of()));

        assertThat(rowsOf("device_log")).isEqualTo(2);
    }

    @Test
    void ordersByEpochFirst() {
        Change lost = change(1, 7, NOW, set("a", "\"lost\""));
        Change found = change(2, 3, NOW, set("a", "\"found\""));
        await(history().keep(List.of(KeptEntries.kept(found, NOW), KeptEntries.kept(lost, NOW))));

        assertThat(await(history().last(device))).contains(new Cursor(2, 3));
        assertThat(await(log(device, ALL, null, null, 10, null)).items()).containsExactly(found, lost);
        assertThat(await(history().last(new DeviceId("none")))).isEmpty();
    }

    @Test
    void keepsTheDaysApart() throws SQLException {
        Instant midnight = Instant.parse("2026-02-11T00:00:00Z");
        await(history()
                .keep(List.of(
                        kept(1, midnight.minusMillis(1), set("a", "1")),
                        kept(2, midnight, set("a", "2")),
                        kept(3, Instant.parse("2024-02-29T23:59:59.999Z"), set("a", "3")))));

        assertThat(rowsOf("device_log_20260210")).isEqualTo(1);
        assertThat(rowsOf("device_log_20260211")).isEqualTo(1);
        assertThat(rowsOf("device_log_20240229")).isEqualTo(1);
        assertThat(rowsOf("device_log_20260212")).isZero();
        assertThat(await(history().last(device))).contains(new Cursor(1, 3));
    }

    @Test
    void goesOnWhenAPartitionWasTakenAway() throws SQLException {
        Instant then = Instant.parse("2020-05-05T05:05:05Z");
        await(history().keep(List.of(kept(1, then, set("a", "1")))));
        postgres.execute("DROP TABLE device_log_20200505");

        await(history().keep(List.of(kept(2, then, set("a", "2")))));

        assertThat(revisions(ALL, null, null)).containsExactly(2L);
    }

    @Test
    void pagesThroughTheLogWhileEntriesArrive() {
        for (int i = 1; i <= 10; i++) {
            await(history().keep(List.of(kept(i, NOW, set("a", String.valueOf(i))))));
        }
        List<Long> revisions = new ArrayList<>();
        Page<Change> page = await(log(device, ALL, null, null, 3, null));
        long next = 11;
        while (true) {
            page.items().forEach(change -> revisions.add(change.revision()));
            if (page.next() == null) {
                break;
            }
            await(history().keep(List.of(kept(next++, NOW, set("a", "0")))));
            page = await(log(device, ALL, null, null, 3, page.next()));
        }

        assertThat(revisions).containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void endsWithoutACursorWhenThePageIsJustFull() {
        await(history().keep(List.of(kept(1, NOW, set("a", "1")), kept(2, NOW, set("a", "2")))));

        assertThat(await(log(device, ALL, null, null, 2, null)).next()).isNull();
    }

    @Test
    void filtersTheLogByKindAndTime() {
        await(history()
                .keep(List.of(
                        kept(1, NOW.minusMillis(1), set("a", "1")),
                        kept(2, NOW, set("a", "2")),
                        kept(3, NOW, new EventEntry("button", new Json("{}"))),
                        kept(4, NOW.plusMillis(1), set("a", "4")))));

        assertThat(revisions(EnumSet.of(Kind.STATE), NOW, NOW.plusMillis(1))).containsExactly(2L);
        assertThat(revisions(EnumSet.of(Kind.EVENT, Kind.COMMAND), null, null)).containsExactly(3L);
        assertThat(revisions(ALL, NOW, null)).containsExactly(4L, 3L, 2L);
        assertThat(revisions(ALL, null, NOW)).containsExactly(1L);
        assertThat(revisions(ALL, Instant.MIN, Instant.MAX)).containsExactly(4L, 3L, 2L, 1L);
        assertThat(revisions(ALL, Instant.MAX, null)).isEmpty();
    }

    @Test
    void findsWhatHappenedLongBeforeItWasStored() {
        Change late = change(1, 1, NOW.minusSeconds(86_400L * 400), set("a", "1"));
        await(history().keep(List.of(KeptEntries.kept(late, NOW))));

        assertThat(revisions(ALL, late.at(), late.at().plusMillis(1))).containsExactly(1L);
    }

    @Test
    void takesAnyTimeAsADevicesWord() {
        List<Kept> kept = new ArrayList<>();
        for (long at : new long[] {Long.MIN_VALUE, -1, 0}) {
            kept.add(KeptEntries.kept(change(1, kept.size() + 1L, Instant.ofEpochMilli(at), set("a", "1")), NOW));
        }
        await(history().keep(kept));

        assertThat(await(log(device, ALL, null, null, 10, null)).items()).containsExactlyElementsOf(newestFirst(kept));
    }

    @Test
    void refusesACursorThatItNeverGave() {
        assertFails(log(device, ALL, null, null, 10, "YWJj"), ErrorCode.BAD_VALUE);
        assertFails(log(device, ALL, null, null, 10, "YQBi"), ErrorCode.BAD_VALUE);
    }

    @Test
    void keepsTextsOfAnyKindToTheLetter() {
        List<String> texts = List.of(
                "\"\\u0000\"",
                "\"a\\u0000b\\\\u0000\"",
                "\"\uE000\\u0000\uE0000\"",
                "\"'; DROP TABLE device_log; --\"",
                "\"{{}}$1 \\\" \\\\ \\n\"",
                "\"\uD83D\uDE80 \u202E \uFFFF\"",
                "{\"\\u0000\":[\"\\u0000\"]}",
                "1E+999999999",
                "-0.10",
                "0.10000000000000000000000000000000000000000000001");
        List<Kept> kept = new ArrayList<>();
        for (String text : texts) {
            kept.add(kept(kept.size() + 1L, NOW, new EventEntry("e\0", new Json(text))));
            kept.add(kept(kept.size() + 1L, NOW, set("x", text)));
        }
        await(history().keep(kept));

        assertThat(await(log(device, ALL, null, null, 100, null)).items()).containsExactlyElementsOf(newestFirst(kept));
        assertThat(await(history().stateAt(device, NOW)).orElseThrow().state())
                .isEqualTo(Map.of("x", new Json(texts.get(texts.size() - 1))));
    }

    @Test
    void setsAsideWhatCantBeKeptAndKeepsTheRest() throws SQLException {
        List<Kept> kept = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            kept.add(kept(i, NOW, set("a", String.valueOf(i))));
        }
        kept.set(2, KeptEntries.kept(KeptEntries.change(kept.get(2)), Instant.ofEpochMilli(Long.MAX_VALUE)));
        postgres.execute(
                "ALTER TABLE device_log ADD CONSTRAINT picky CHECK (revision <> 6 OR device <> '" + device + "')");
        try {
            await(history().keep(kept));
            await(history().keep(kept));
        } finally {
            postgres.execute("ALTER TABLE device_log DROP CONSTRAINT picky");
        }

        assertThat(revisions(ALL, null, null)).containsExactly(9L, 8L, 7L, 5L, 4L, 2L, 1L);
        assertThat(number("SELECT count(*) FROM device_log_refused WHERE device = '" + device
                        + "' AND revision IN (3, 6)"
                        + " AND convert_from(entry, 'UTF8')::json->'body'->'set'->>'a' = revision::text"))
                .isEqualTo(2);
    }

    @Test
    void setsAsideWhatIsNoJson() throws SQLException {
        Kept sound = kept(1, NOW, set("a", "1"));
        Kept torn = new Kept(device, 1, 2, Kind.STATE, NOW, sound.by(), null, new Json("{half"), NOW);

        await(history().keep(List.of(sound, torn)));

        assertThat(revisions(ALL, null, null)).containsExactly(1L);
        assertThat(number("SELECT count(*) FROM device_log_refused WHERE device = '" + device
                        + "' AND revision = 2 AND convert_from(entry, 'UTF8') LIKE '%\"body\":{half}'"))
                .isEqualTo(1);
    }

    private List<Long> revisions(Set<Kind> kinds, @Nullable Instant from, @Nullable Instant to) {
        return await(log(device, kinds, from, to, 100, null)).items().stream()
                .map(Change::revision)
                .toList();
    }

    private static Kept by(Kept kept, Actor actor) {
        Change change = KeptEntries.change(kept);
        return KeptEntries.kept(
                new Change(change.device(), change.epoch(), change.revision(), change.at(), actor, change.entry()),
                kept.stored());
    }

    private static CommandEntry command(
            CommandStatus status,
            @Nullable Integer percent,
            @Nullable Json data,
            @Nullable String code,
            @Nullable String message) {
        return new CommandEntry(
                new CommandId("cmd_1"), "set", new Json("{\"power\":\"on\"}"), status, percent, data, code, message);
    }

    private static List<Change> newestFirst(List<Kept> kept) {
        List<Change> changes = new ArrayList<>();
        kept.forEach(entry -> changes.add(0, KeptEntries.change(entry)));
        return changes;
    }
}
