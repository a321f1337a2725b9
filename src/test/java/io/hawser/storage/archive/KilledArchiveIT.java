package io.hawser.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.archive.Archiver;
import io.hawser.archive.Span;
import io.hawser.domain.Failure;
import io.hawser.storage.archive.Steps.Step;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that archives is ended by {@code kill -9}, at each step that leaves something behind. */
final class KilledArchiveIT extends ArchiveUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private TestBucket bucket;

    private boolean remote;

    @BeforeAll
    void start(@TempDir Path store) throws Exception {
        bucket = TestBucket.start(store);
    }

    @AfterAll
    void stop() throws Exception {
        bucket.close();
    }

    @ParameterizedTest
    @CsvSource({
        "STAGED, false",
        "WRITTEN, false",
        "MOVED, false",
        "RECORDED, false",
        "TAKEN_OUT, false",
        "COMMITTED, false",
        "WRITTEN, true",
        "MOVED, true",
        "READ_BACK, true",
        "RECORDED, true",
        "COMMITTED, true"
    })
    void losesAndDoublesNothing(Step step, boolean inABucket) throws Exception {
        remote = inABucket;
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-10T02:00:00Z", event("{}")),
                kept(3, "2026-01-11T03:00:00Z", set("a", "2")));

        killAt(step);

        try (ArchiveFiles files = ArchiveFiles.at(place())) {
            assertThat(all(files)).isEqualTo("[[1], [2], [3]]");
            archiveOnceFree(files);
            assertThat(all(files)).isEqualTo("[[1], [2], [3]]");
        }
        assertThat(partitions()).noneMatch(name -> name.startsWith("device_log_202601"));
    }

    @Override
    ArchivePlace place() {
        return remote ? bucket.place("", folder) : super.place();
    }

    private String all(ArchiveFiles files) {
        return new ParquetQueries(line(), files)
                .run("SELECT revision FROM log ORDER BY 1", Span.ALL, LIMITS)
                .rows()
                .toString();
    }

    private void killAt(Step step) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                ArchiveProcess.class.getName(),
                postgres.url(),
                folder.toString(),
                remote ? bucket.endpoint().toString() : "",
                step.name(),
                MARCH.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.equals(ArchiveProcess.THERE)) {
                line = lines.readLine();
            }
            assertThat(line).as("the process reaches the step").isNotNull();
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** PostgreSQL hears in a moment that whoever held the archive is no more. */
    private void archiveOnceFree(ArchiveFiles files) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        ParquetArchive archive = new ParquetArchive(line(), files, clock);
        while (true) {
            try {
                new Archiver(archive, clock).before(MARCH, receipts -> {});
                return;
            } catch (Failure e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }
}
