package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Json;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.KeptEntries;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The archive by the command line. */
class ArchiveCommandIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void keepTwoEntries() throws Exception {
        Vertx vertx = Vertx.vertx();
        PostgresStores stores = await(PostgresStores.connect(vertx, PostgresSettings.of(POSTGRES.url(), 1)));
        DeviceId device = new DeviceId("dev_1");
        for (long revision = 1; revision <= 2; revision++) {
            Instant at = Instant.parse("2026-01-0" + revision + "T10:00:00Z");
            EventEntry entry = new EventEntry("button", new Json("{\"say\":\"a, \\\"b\\\"\"}"));
            await(stores.history()
                    .keep(List.of(KeptEntries.kept(
                            new Change(device, 1, revision, at, new Actor.ByDevice(device), entry), at))));
        }
        await(stores.close());
        await(vertx.close());
    }

    @Test
    void archivesBeforeADayAndAsksAllOfItInThreeForms() {
        assertThat(run("archive", "--before", "2026-01-02")).isZero();
        assertThat(out.toString()).startsWith("2026-01-01 event: 1 rows, ");
        assertThat(printed("archive", "--before", "2026-01-02"))
                .isEqualTo("Nothing to archive: no finished day before 2026-01-02 is in PostgreSQL.\n");
        assertThat(query(
                        "--format",
                        "csv",
                        "SELECT revision, body->>'$.data.say' AS say, NULL AS no FROM log ORDER BY 1"))
                .isEqualTo("revision,say,no\r\n1,\"a, \"\"b\"\"\",\r\n2,\"a, \"\"b\"\"\",\r\n");
        assertThat(query("SELECT revision, kind FROM archive")).isEqualTo("revision  kind\n1         event\n");
        assertThat(query("--format", "json", "SELECT revision, kind FROM hot"))
                .isEqualTo("[{\"revision\":2,\"kind\":\"event\"}]\n");
        assertThat(query("--from", "2026-01-02", "--to", "2026-01-02", "SELECT revision FROM log"))
                .isEqualTo("revision\n2\n");
        assertThat(query("--set", "archive.query.rows=1", "SELECT revision FROM log ORDER BY 1"))
                .isEqualTo("revision\n1\n");
        assertThat(err.toString()).contains("There are more rows than 1");
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        assertThat(run("archive")).isEqualTo(2);
        assertThat(err.toString()).contains("--before=DATE");
        assertThat(run("archive", "--before", "soon")).isEqualTo(2);
        assertThat(run("archive", "--before", "2999-01-01")).isEqualTo(1);
        assertThat(err.toString()).contains("only finished days");
        assertThat(run("archive", "query", "DROP VIEW log")).isEqualTo(1);
        assertThat(err.toString()).contains("must be one SELECT").doesNotContain("\tat ");
        assertThat(run("archive", "--before", "2026-01-01", "--set", "archive.folder=ftp://bucket/x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("archive.folder").contains("s3://bucket/prefix");
    }

    private String query(String... arguments) {
        return printed(Stream.concat(Stream.of("archive", "query"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private String printed(String... arguments) {
        int before = out.getBuffer().length();
        assertThat(run(arguments)).as(err::toString).isZero();
        return out.toString().substring(before);
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = folder.toString();
        all[arguments.length + 2] = "--postgres-url";
        all[arguments.length + 3] = POSTGRES.url();
        CommandLine commands = Hawser.commands();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(all);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
