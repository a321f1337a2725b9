package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.history.HistoryStore.Bucket;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.testing.KeptEntries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of the kept log: the state at a moment, and series. */
final class PgHistoryFoldIT extends HistoryUnderTest {
    @Test
    void foldsTheStateUpToAMoment() {
        Json on = new Json("\"on\"");
        Json heat = new Json("\"heat\"");
        Json degrees = new Json("22");
        await(history()
                .keep(List.of(
                        kept(1, NOW, presence(Presence.Status.ONLINE, Presence.Reason.CONNECTED)),
                        kept(2, NOW.plusMillis(10), state(Map.of("power", on, "level", new Json("5")), List.of())),
                        kept(
                                3,
                                NOW.plusMillis(20),
                                state(Map.of("song", Json.NULL, "level", new Json("1.0")), List.of())),
                        kept(4, NOW.plusMillis(30), state(Map.of("far", new Json("1E2")), List.of("song"))),
                        kept(5, NOW.plusMillis(40), wanted(Map.of("target", degrees, "mode", heat), List.of())),
                        kept(6, NOW.plusMillis(50), wanted(Map.of(), List.of("mode"))),
                        kept(
                                7,
                                NOW.plusMillis(60),
                                new PresenceEntry(
                                        Presence.Status.ASLEEP, Presence.Reason.SLEEP, null, NOW.plusMillis(999))),
                        kept(8, NOW.plusMillis(70), new EventEntry("button", new Json("{}"))))));

        assertThat(await(history().stateAt(device, NOW.minusMillis(1)))).isEmpty();
        assertThat(at(NOW.plusMillis(20)))
                .isEqualTo(new Snapshot(
                        device,
                        1,
                        3,
                        Map.of("power", on, "song", Json.NULL, "level", new Json("1.0")),
                        Map.of(),
                        0,
                        new Presence(Presence.Status.ONLINE, Presence.Reason.CONNECTED, NOW, null)));
        assertThat(at(NOW.plusMillis(45)).desired()).isEqualTo(Map.of("target", degrees, "mode", heat));
        assertThat(at(NOW.plusMillis(45)).desiredRevision()).isEqualTo(5);
        Snapshot last = new Snapshot(
                device,
                1,
                8,
                Map.of("power", on, "level", new Json("1.0"), "far", new Json("1E2")),
                Map.of("target", degrees),
                6,
                new Presence(Presence.Status.ASLEEP, Presence.Reason.SLEEP, NOW.plusMillis(60), NOW.plusMillis(999)));
        assertThat(at(NOW.plusMillis(70))).isEqualTo(last);
        assertThat(at(Instant.MAX)).isEqualTo(last);
    }

    @Test
    void foldsByTheOrderOfTheLogAndNotByTheDevicesClock() {
        await(history()
                .keep(List.of(
                        KeptEntries.kept(change(1, 1, NOW, set("a", "1")), NOW),
                        KeptEntries.kept(change(1, 2, NOW.minusSeconds(60), set("a", "2")), NOW),
                        KeptEntries.kept(change(2, 1, NOW, set("b", "3")), NOW))));

        assertThat(at(NOW).state()).isEqualTo(Map.of("a", new Json("2"), "b", new Json("3")));
        assertThat(at(NOW).epoch()).isEqualTo(2);
        assertThat(at(NOW).revision()).isEqualTo(1);
    }

    @Test
    void knowsADeviceThatHasNeverConnected() {
        await(history().keep(List.of(kept(1, NOW, new ShareEntry(new UserId("u"), "Ben", Role.VIEWER)))));

        assertThat(at(NOW)).isEqualTo(new Snapshot(device, 1, 1, Map.of(), Map.of(), 0, Presence.never(Instant.EPOCH)));
    }

    @Test
    void takesPropertiesOfAnyName() {
        List<String> names = List.of(
                "", "a.b", "a'b", "a\"b", "a\\b", "$.x", "名", "\0", "a\0b", "\uE000", "\uE0000", "\uE000e", "\\u0000",
                "\n", "--");
        long revision = 0;
        for (String name : names) {
            await(history().keep(List.of(kept(++revision, NOW.plusMillis(revision), set(name, "7")))));
            assertThat(at(NOW.plusMillis(revision)).state()).containsKey(name);
            assertThat(await(history().series(device, name, NOW, NOW.plusSeconds(10), 1)))
                    .as(name)
                    .singleElement()
                    .satisfies(bucket -> assertThat(bucket.count()).isOne());
        }
        assertThat(at(Instant.MAX).state()).containsOnlyKeys(names);

        await(history().keep(List.of(kept(++revision, NOW.plusSeconds(1), state(Map.of(), names)))));
        assertThat(at(Instant.MAX).state()).isEmpty();
    }

    @Test
    void gathersNumbersInEqualParts() {
        await(history()
                .keep(List.of(
                        kept(1, NOW, set("t", "1")),
                        kept(2, NOW.plusMillis(9), set("t", "2.5")),
                        kept(3, NOW.plusMillis(10), set("t", "-4e1")),
                        kept(4, NOW.plusMillis(11), set("other", "7")),
                        kept(5, NOW.plusMillis(39), set("t", "8")),
                        kept(6, NOW.plusMillis(40), set("t", "9")),
                        kept(7, NOW.minusMillis(1), set("t", "9")),
                        kept(8, NOW.plusMillis(12), new EventEntry("t", new Json("{}"))))));

        assertThat(await(history().series(device, "t", NOW, NOW.plusMillis(40), 4)))
                .containsExactly(
                        new Bucket(NOW, 2, 1, 1.75, 2.5, new Json("2.5")),
                        new Bucket(NOW.plusMillis(10), 1, -40, -40, -40, new Json("-4e1")),
                        new Bucket(NOW.plusMillis(30), 1, 8, 8, 8, new Json("8")));
    }

    @Test
    void gathersNumbersBesideValuesThatAreNone() {
        List<String> values = List.of(
                "3",
                "\"12\"",
                "true",
                "null",
                "[1]",
                "{\"a\":1}",
                "1E+400",
                "-1E+400",
                "1E-400",
                "1E+999999999",
                "1E-999999999",
                "1e308",
                "-1e308",
                "123456789012345678901234567890123456789012345678901234567890",
                "\"NaN\"",
                "\"\\u0000\"");
        List<Kept> kept = new ArrayList<>();
        for (String value : values) {
            kept.add(kept(kept.size() + 1L, NOW.plusMillis(kept.size()), set("t", value)));
        }
        await(history().keep(kept));

        assertThat(await(history().series(device, "t", NOW, NOW.plusSeconds(1), 1)))
                .singleElement()
                .satisfies(bucket -> {
                    assertThat(bucket.count()).isEqualTo(3);
                    assertThat(bucket.min()).isZero();
                    assertThat(bucket.max()).isEqualTo(Double.parseDouble(values.get(13)));
                    assertThat(bucket.last()).isEqualTo(new Json("\"\\u0000\""));
                });
    }

    @Test
    void leavesOutPartsWithoutNumbers() {
        await(history().keep(List.of(kept(1, NOW, set("t", "\"warm\"")))));

        assertThat(await(history().series(device, "t", NOW, NOW.plusSeconds(1), 10)))
                .isEmpty();
        assertThat(await(history().series(new DeviceId("none"), "t", NOW, NOW.plusSeconds(1), 10)))
                .isEmpty();
    }

    @Test
    void coversTheWholeRangeWhenItIsNoMultipleOfTheParts() {
        List<Kept> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            kept.add(kept(i + 1L, NOW.plusMillis(i), set("t", String.valueOf(i))));
        }
        await(history().keep(kept));

        List<Bucket> series = await(history().series(device, "t", NOW, NOW.plusMillis(10), 3));
        assertThat(series).extracting(Bucket::count).containsExactly(4L, 3L, 3L);
        assertThat(series).extracting(Bucket::at).containsExactly(NOW, NOW.plusMillis(4), NOW.plusMillis(7));
    }

    private Snapshot at(Instant moment) {
        return await(history().stateAt(device, moment)).orElseThrow();
    }

    private static PresenceEntry presence(Presence.Status status, Presence.Reason reason) {
        return new PresenceEntry(status, reason, new SessionId("s"), null);
    }
}
