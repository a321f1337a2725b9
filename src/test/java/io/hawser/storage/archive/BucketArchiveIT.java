package io.hawser.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.archive.ArchiveFailure;
import io.hawser.archive.Archiver;
import io.hawser.archive.Receipt;
import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.storage.archive.Steps.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive in a bucket of a store that speaks S3. */
final class BucketArchiveIT extends ArchiveContract {
    private static final int DAYS = 6;

    @SuppressWarnings("NullAway.Init")
    private TestBucket bucket;

    private int prefix;

    @BeforeAll
    void start(@TempDir Path store) throws Exception {
        bucket = TestBucket.start(store);
    }

    @AfterAll
    void stop() throws Exception {
        bucket.close();
    }

    @Override
    ArchivePlace place() {
        return bucket.place("hub/" + ++prefix, folder);
    }

    @Test
    void putsADaysKindsIntoTheBucketAndReadsThemThere() throws Exception {
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-10T02:00:00Z", event("{}")),
                kept(3, "2026-03-01T05:00:00Z", set("a", "2")));

        List<Receipt> receipts = archiveBefore(MARCH);

        assertThat(receipts).hasSize(2).allSatisfy(receipt -> {
            String name = receipt.file().orElseThrow();
            assertThat(name).matches("day=2026-01-10/kind=(state|event)/part-0-[0-9a-f]{12}\\.parquet");
            Path object = bucket.object("hub/" + prefix + "/" + name);
            assertThat(Print.of(object)).isEqualTo(new Print(receipt.bytes(), String.valueOf(receipt.sha256())));
        });
        assertThat(partitions()).containsExactly("device_log_20260301", "device_log_20260302");
        assertThat(revisions()).containsExactly("1", "2", "3");
        assertThat(folder.resolve(".work")).doesNotExist();
        assertThat(folder.resolve("day=2026-01-10")).doesNotExist();
    }

    @Test
    void keepsTheLogWhenTheBucketHasNotWhatWasPutThere() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")));
        Archiver archiver = new Archiver(
                archive((step, file) -> {
                    if (step == Step.MOVED) {
                        spoil();
                    }
                }),
                clock);

        assertThatThrownBy(() -> archiver.before(MARCH, receipts -> {}))
                .isInstanceOf(ArchiveFailure.class)
                .hasMessageContaining("is not what was written");

        assertThat(partitions()).contains("device_log_20260110");
        assertThat(texts("SELECT day FROM archive_receipts")).isEmpty();
        archiveBefore(MARCH);
        assertThat(revisions()).containsExactly("1");
    }

    @Test
    void keepsTheLogWhileTheBucketIsRefusedOrAway() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")));
        ArchivePlace.Bucket place = (ArchivePlace.Bucket) place();
        ArchivePlace.Keys wrong = new ArchivePlace.Keys("a-key", "not-the-secret");
        URI nobody = URI.create("http://127.0.0.1:1");

        assertThat(refused(bucket.place("hub/x", folder, wrong))).contains("s3://history/hub/x/day=2026-01-10");
        assertThat(refused(new ArchivePlace.Bucket(
                        place.name(), "", nobody, place.region(), TestBucket.KEYS, true, folder, place.cache())))
                .contains("s3://history/day=2026-01-10");

        assertThat(revisions()).containsExactly("1");
        assertThat(number("SELECT count(*) FROM hot")).isEqualTo(1);
    }

    private String refused(ArchivePlace place) {
        try (ArchiveFiles files = ArchiveFiles.at(place)) {
            Archiver archiver = new Archiver(new ParquetArchive(line(), files, clock), clock);
            ArchiveFailure failure =
                    catchThrowableOfType(ArchiveFailure.class, () -> archiver.before(MARCH, receipts -> {}));
            assertThat(failure).hasMessageNotContaining("secret").hasMessageContaining("stays as it is");
            return String.valueOf(failure.getMessage());
        }
    }

    @Test
    void refusesToReadWhatIsNotWhatWasWritten() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")));
        archiveBefore(MARCH);
        assertThat(revisions()).containsExactly("1");
        FolderFiles.delete(folder.resolve(".cache"));
        spoil();

        Failure failure = catchThrowableOfType(Failure.class, this::revisions);

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.words()).contains("is not what was written");
    }

    @Test
    void readsCopiesThatAreHereWhileTheBucketIsAway() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")));
        archiveBefore(MARCH);
        ArchivePlace.Bucket away = new ArchivePlace.Bucket(
                "history", "", URI.create("http://127.0.0.1:1"), "us-east-1", TestBucket.KEYS, true, folder, 1 << 20);

        try (ArchiveFiles files = ArchiveFiles.at(away)) {
            Table table = new ParquetQueries(line(), files).run("SELECT revision FROM log", Span.ALL, LIMITS);

            assertThat(table.rows().toString()).isEqualTo("[[1]]");
        }
    }

    @Test
    void keepsNoMoreCopiesThanItMayAndReadsAllTheSame() throws Exception {
        List<String> all = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            keep(kept(day + 1, "2026-01-1" + day + "T01:00:00Z", set("a", String.valueOf(day))));
            all.add("[" + (day + 1) + "]");
        }
        List<Receipt> receipts = archiveBefore(MARCH);
        long largest = receipts.stream().mapToLong(Receipt::bytes).max().orElseThrow();
        FolderFiles.delete(folder.resolve(".cache"));
        try (ArchiveFiles files = ArchiveFiles.at(new ArchivePlace.Bucket(
                "history",
                "hub/" + prefix,
                bucket.endpoint(),
                "us-east-1",
                TestBucket.KEYS,
                true,
                folder,
                3 * largest))) {
            ParquetQueries queries = new ParquetQueries(line(), files);
            String sql = "SELECT revision FROM archive ORDER BY stored_at";

            Failure failure = catchThrowableOfType(Failure.class, () -> queries.run(sql, Span.ALL, LIMITS));
            assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
            assertThat(failure.words()).contains("narrow it down");
            for (int day = 0; day < DAYS; day++) {
                LocalDate only = LocalDate.parse("2026-01-1" + day);
                assertThat(queries.run(sql, new Span(only, only), LIMITS).rows())
                        .hasToString("[" + all.get(day) + "]");
                assertThat(copies()).isLessThanOrEqualTo(3 * largest);
            }
            assertThat(queries.inTurn(sql, LIMITS).rows()).hasToString(all.toString());
            assertThat(copies()).isLessThanOrEqualTo(3 * largest);
        }
    }

    @Test
    void takesWhatIsRestoredAndNothingElse() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")), kept(2, "2026-01-11T01:00:00Z", set("a", "2")));
        List<String> names = archiveBefore(MARCH).stream()
                .map(receipt -> receipt.file().orElseThrow())
                .toList();
        ArchiveCopy copy = new ArchiveCopy(files());
        byte[] content = Files.readAllBytes(bucket.object("hub/" + prefix + "/" + names.get(0)));
        String other = "day=2025-12-31/kind=state/part-0.parquet";

        copy.keep(other, new java.io.ByteArrayInputStream(content));
        assertThat(copy.count()).isEqualTo(2);
        copy.take(Set.of(other, names.get(0)));

        assertThat(files().present()).containsExactly(other, names.get(0));
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        copy.copy(other, out);
        assertThat(out.toByteArray()).isEqualTo(content);
        assertThatThrownBy(() -> copy.copy(names.get(1), out)).isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    /** Another byte in the middle of every object. */
    private void spoil() {
        try (Stream<Path> all = Files.walk(bucket.object("hub/" + prefix))) {
            for (Path object : all.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(object);
                bytes[bytes.length / 2] ^= 1;
                Files.write(object, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long copies() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve(".cache"))) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
