package io.hawser.storage.archive;

import io.hawser.archive.Archiver;
import io.hawser.storage.archive.Steps.Step;
import io.hawser.storage.postgres.PostgresLine;
import io.hawser.storage.postgres.PostgresSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A process that archives up to a step, says so and stays there, to be killed. Arguments: PostgreSQL, folder, S3 or "", step, day. */
final class ArchiveProcess {
    /** What it says when it is there. */
    static final String THERE = "there";

    private ArchiveProcess() {}

    public static void main(String[] args) {
        ArchivePlace place = args[2].isEmpty()
                ? new ArchivePlace.Folder(Path.of(args[1]))
                : new ArchivePlace.Bucket(
                        "history",
                        "",
                        URI.create(args[2]),
                        "us-east-1",
                        TestBucket.KEYS,
                        true,
                        Path.of(args[1]),
                        TestBucket.CACHE);
        Step last = Step.valueOf(args[3]);
        Clock clock = Clock.fixed(Instant.parse(args[4] + "T12:00:00Z"), ZoneOffset.UTC);
        PostgresLine postgres = new PostgresLine(PostgresSettings.of(args[0], 1));
        new Archiver(
                        new ParquetArchive(postgres, ArchiveFiles.at(place), clock, (step, file) -> {
                            if (step == last) {
                                stay();
                            }
                        }),
                        clock)
                .before(LocalDate.parse(args[4]), receipts -> {});
    }

    private static void stay() {
        System.out.println(THERE);
        try {
            // Nothing ever comes.
            int nothing = System.in.read();
            throw new IllegalStateException("nobody was to write: " + nothing);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
