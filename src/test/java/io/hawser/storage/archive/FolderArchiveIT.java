package io.hawser.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.archive.ArchiveFailure;
import io.hawser.archive.Archiver;
import io.hawser.archive.Receipt;
import io.hawser.archive.Retention;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.storage.archive.Steps.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days on their way from the log to files. */
final class FolderArchiveIT extends ArchiveContract {
    @Test
    void takesFinishedDaysOutIntoFilesByDayAndKind() throws Exception {
        keep(
                kept(1, "2026-01-10T00:00:00Z", set("power", "\"on\"")),
                kept(2, "2026-01-10T23:59:59.999999Z", event("{}")),
                kept(3, "2026-01-11T05:00:00Z", set("power", "\"off\"")),
                kept(4, "2026-03-01T05:00:00Z", set("power", "\"on\"")));

        List<Receipt> receipts = archiveBefore(MARCH);

        assertThat(receipts)
                .extracting(receipt -> receipt.file().orElse(""))
                .containsExactly(
                        "day=2026-01-10/kind=state/part-0.parquet",
                        "day=2026-01-10/kind=event/part-0.parquet",
                        "day=2026-01-11/kind=state/part-0.parquet");
        assertThat(receipts)
                .allSatisfy(receipt -> assertThat(
                                Files.size(folder.resolve(receipt.file().orElse(""))))
                        .isEqualTo(receipt.bytes()));
        assertThat(partitions()).containsExactly("device_log_20260301", "device_log_20260302");
        assertThat(revisions()).containsExactly("1", "2", "3", "4");
        assertThat(number("SELECT count(*) FROM hot")).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM archive")).isEqualTo(3);
        assertThat(folder.resolve(".work")).doesNotExist();
    }

    @Test
    void keepsEveryCharacterAndMicrosecond() throws Exception {
        String hard = "{\"a\":\"'\\\"\\\\ \\n\\u001f 名 \\u0000 \\uE000\",\"n\":1.50,\"deep\":[[null]]}";
        keep(kept(1, "2026-01-10T11:22:33.123456Z", event(hard)));
        List<String> before = texts("SELECT body::text FROM device_log");

        archiveBefore(MARCH);

        assertThat(query("SELECT body = " + Duck.text(before.get(0))
                                + ", stored_at::VARCHAR, \"at\", kind, device FROM log")
                        .rows())
                .singleElement()
                .satisfies(row -> assertThat(row.toString())
                        .isEqualTo("[true, \"2026-01-10 11:22:33.123456+00\", 1768044153123, \"event\", \"dev_1\"]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM written LIMIT 1",
                "SELECT * FROM written UNION ALL SELECT * FROM written",
                "SELECT * REPLACE ('{}' AS body) FROM written",
                "SELECT * REPLACE ('cmd_1' AS cause) FROM written",
                "SELECT * REPLACE (stored_at + INTERVAL 1 MICROSECOND AS stored_at) FROM written"
            })
    void keepsTheLogWhenAFileIsNotWhatTheLogHas(String altered) throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")), kept(2, "2026-01-10T02:00:00Z", set("a", "2")));
        Archiver archiver = new Archiver(
                archive((step, file) -> {
                    if (step == Step.WRITTEN) {
                        alter(file, altered);
                    }
                }),
                clock);

        assertThatThrownBy(() -> archiver.before(MARCH, receipts -> {}))
                .isInstanceOf(ArchiveFailure.class)
                .hasMessageContaining("state of 2026-01-10 is not what PostgreSQL has");

        assertThat(partitions()).contains("device_log_20260110");
        assertThat(texts("SELECT day FROM archive_receipts")).isEmpty();
        assertThat(revisions()).containsExactly("1", "2");
    }

    @Test
    void readsFilesFromBeforeThereWereCauses() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")));
        String file = archiveBefore(MARCH).get(0).file().orElseThrow();
        alter(folder.resolve(file), "SELECT * EXCLUDE (cause) FROM written");
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")), kept(2, "2026-01-10T02:00:00Z", set("a", "2")));

        assertThat(query("SELECT revision, cause FROM log ORDER BY 1").rows().toString())
                .isEqualTo("[[1, null], [2, null]]");
        assertThat(archiveBefore(MARCH))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.repeated()).isEqualTo(1));
    }

    @Test
    void leavesKindsThatStayLongerInTheLog() throws Exception {
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-10T02:00:00Z", event("{}")),
                kept(3, "2026-02-10T03:00:00Z", set("a", "2")));
        Retention retention = new Retention(Duration.ofDays(30), Map.of(Kind.EVENT, Duration.ofDays(60)));
        Archiver archiver = new Archiver(archive(), clock);

        archiver.byRetention(retention, receipts -> {});

        assertThat(query("SELECT revision FROM hot ORDER BY 1").rows().toString())
                .isEqualTo("[[2], [3]]");
        assertThat(partitions()).contains("device_log_20260110").doesNotContain("device_log_20260111");
        clock.pass(Duration.ofDays(20));
        archiver.byRetention(retention, receipts -> {});
        assertThat(query("SELECT revision FROM hot").rows()).isEmpty();
        assertThat(partitions()).doesNotContain("device_log_20260110");
        assertThat(revisions()).containsExactly("1", "2", "3");
    }

    @Test
    void theStateOfADeviceOutlivesItsArchivedEntries() throws Exception {
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-10T02:00:00Z", set("b", "2")),
                kept(3, "2026-01-11T03:00:00Z", unset("b")),
                kept(4, "2026-01-12T03:00:00Z", set("c", "4")));
        Instant now = Instant.parse("2026-02-01T00:00:00Z");
        Optional<Snapshot> before = await(history().stateAt(DEVICE, now));
        assertThat(await(history().archivedBefore(Set.of()))).isEmpty();

        archiveBefore(LocalDate.parse("2026-01-12"));

        assertThat(await(history().stateAt(DEVICE, now))).isPresent().isEqualTo(before);
        archiveBefore(MARCH);
        assertThat(await(history().stateAt(DEVICE, now))).isEqualTo(before);
        assertThat(await(history().last(DEVICE)).orElseThrow().revision()).isEqualTo(4);
        assertThat(await(history().archivedBefore(Set.of()))).contains(Instant.parse("2026-01-13T00:00:00Z"));
        assertThat(await(history().archivedBefore(Set.of(Kind.EVENT)))).isEmpty();
        keep(kept(5, "2026-03-01T03:00:00Z", unset("a")));
        assertThat(await(history().stateAt(DEVICE, clock.instant()))
                        .orElseThrow()
                        .state())
                .containsOnlyKeys("c");
    }

    @Test
    void foldsWhateverADayHadTheLastWordOn() throws Exception {
        Json one = new Json("1");
        keep(
                kept(1, "2026-01-10T01:00:00Z", wanted(Map.of("a", one, "b", one), List.of())),
                kept(2, "2026-01-10T02:00:00Z", both(Map.of("a", one, "c", one), List.of("z"))),
                kept(3, "2026-01-10T03:00:00Z", presence()),
                kept(4, "2026-01-10T04:00:00Z", wanted(Map.of("d", one), List.of("b"))),
                kept(5, "2026-01-10T05:00:00Z", both(Map.of("a", new Json("2")), List.of("c"))),
                kept(6, "2026-01-10T06:00:00Z", event("{}")));
        Instant now = Instant.parse("2026-02-01T00:00:00Z");
        Snapshot before = await(history().stateAt(DEVICE, now)).orElseThrow();
        assertThat(before.state()).isEqualTo(Map.of("a", new Json("2")));
        assertThat(before.desired()).isEqualTo(Map.of("a", one, "d", one));

        archiveBefore(MARCH);

        assertThat(await(history().stateAt(DEVICE, now))).contains(before);
    }

    private static StateEntry both(Map<String, Json> set, List<String> unset) {
        return new StateEntry(set, unset, null, Map.of(), List.of(), 1);
    }

    private static StateEntry wanted(Map<String, Json> set, List<String> unset) {
        return new StateEntry(Map.of(), List.of(), null, set, unset, 1);
    }

    private static PresenceEntry presence() {
        return new PresenceEntry(Presence.Status.ONLINE, Presence.Reason.CONNECTED, null, null);
    }

    @Test
    void snapshotsGoWithTheDaysThatNobodyCanAskFor() throws Exception {
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-11T03:00:00Z", unset("a")),
                kept(3, "2026-01-12T03:00:00Z", set("b", "2")),
                kept(4, "2026-01-13T03:00:00Z", set("c", "3")));
        Instant noon = Instant.parse("2026-01-13T12:00:00Z");
        Optional<Snapshot> before = await(history().stateAt(DEVICE, noon));
        takeSnapshots();
        assertThat(texts("SELECT day FROM device_log_snapshots ORDER BY 1"))
                .containsExactly("2026-01-11", "2026-01-12", "2026-01-13", "2026-01-14");
        assertThat(await(history().stateAt(DEVICE, noon))).isPresent().isEqualTo(before);

        archiveBefore(LocalDate.parse("2026-01-13"));

        assertThat(texts("SELECT day FROM device_log_snapshots ORDER BY 1"))
                .containsExactly("2026-01-13", "2026-01-14");
        assertThat(await(history().stateAt(DEVICE, noon))).isEqualTo(before);
        keep(kept(5, "2026-01-14T03:00:00Z", set("d", "4")));
        takeSnapshots();
        assertThat(await(history().stateAt(DEVICE, clock.instant()))
                        .orElseThrow()
                        .state())
                .containsOnlyKeys("b", "c", "d");
    }

    @Test
    void refusesADayThatIsNotOver() throws Exception {
        keep(kept(1, "2026-03-01T01:00:00Z", set("a", "1")));

        assertThatThrownBy(() -> archiveBefore(MARCH.plusDays(1)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("/before");
        assertThat(archiveBefore(MARCH)).isEmpty();
        assertThat(number("SELECT count(*) FROM hot")).isEqualTo(1);
    }

    private static void alter(Path file, String select) {
        Path other = file.resolveSibling("altered.parquet");
        try (Connection duck = Duck.memory(64L << 20, 1)) {
            Duck.run(duck, "CREATE VIEW written AS SELECT * FROM " + Duck.parquet(List.of(file)));
            Duck.run(duck, "COPY (" + select + ") TO " + Duck.text(other.toString()) + " (FORMAT parquet)");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
