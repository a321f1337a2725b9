package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.archive.ArchivePlace;
import io.hawser.storage.backup.BackupFile;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.redis.RedisSettings;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A hub is backed up under load, and becomes what it was in stores that know nothing of it. */
@TestInstance(Lifecycle.PER_CLASS)
class BackupIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init")
    private TestHub hub;

    @SuppressWarnings("NullAway.Init")
    private Home.Person ana;

    @SuppressWarnings("NullAway.Init")
    private Home.Thing lamp;

    @SuppressWarnings("NullAway.Init")
    private Home.Thing sleeper;

    @SuppressWarnings("NullAway.Init")
    private Path backup;

    private int acknowledged;
    private long epoch;
    private long revision;
    private String resume = "";

    @BeforeAll
    void backUpUnderLoad() throws Exception {
        hub = TestHub.start();
        Home home = new Home(hub.port(), hub.adminToken());
        ana = home.person("Ana");
        lamp = home.device(ana, "Lamp", "generic");
        sleeper = home.device(ana, "Sleeper", "light");
        home.share(ana, lamp, home.person("Ben"), "viewer");
        RestClient.Answer queued = ana.rest()
                .post(
                        "/devices/" + sleeper.id() + "/commands",
                        "{'name':'set','args':{'power':'on'},'offline':'queue','ttl':600000}");
        assertThat(queued.status()).isEqualTo(202);
        archiveADay();
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO ended_sessions VALUES ('ses_past', 'user', '" + ana.id()
                    + "', 'LOGOUT', now(), now(), now(), '10.0.0.9', 'Firefox', 'n1', 0, 0, 0, 0)");
        }

        WireClient device = lamp.hello("b1");
        resume = device.await("welcome").path("resume").asText();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger acked = new AtomicInteger();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int seq = 1; !enough.get(); seq++) {
                device.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(seq, seq));
                int sent = seq;
                device.await("ack", frame -> frame.path("seq").asInt() >= sent);
                acked.set(seq);
            }
        });
        while (acked.get() < 20) {
            Thread.onSpinWait();
        }
        backup = folder.resolve("hub.backup");
        acknowledged = acked.get();
        assertThat(run(hub, "backup", backup.toString())).as(err::toString).isZero();
        int after = acked.get();
        while (acked.get() < after + 20) {
            Thread.onSpinWait();
        }
        enough.set(true);
        load.get(15, TimeUnit.SECONDS);
        JsonNode state = home.state(ana, lamp);
        epoch = state.path("epoch").asLong();
        revision = state.path("revision").asLong();
        device.close();
    }

    @AfterAll
    void close() {
        hub.close();
    }

    @Test
    void bringsBackAllThatWasAcknowledgedAndBelievesNoCursorOfTheLostFuture() throws Exception {
        assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(out.toString()).contains(backup + ": ").contains("1 files of the archive");
        try (TestHub fresh = TestHub.startWithoutAdministrator(Map.of())) {
            assertThat(run(fresh, "restore", backup.toString())).isEqualTo(1);
            assertThat(err.toString()).contains("in use by another hub");
            fresh.stop();
            assertThat(run(fresh, "restore", backup.toString()))
                    .as(err::toString)
                    .isZero();
            fresh.startAgain();
            Home home = new Home(fresh.port(), fresh.adminToken());
            Home.Person again = home.login(ana.login());
            assertThat(Files.readString(fresh.data().resolve("secrets/tokens.jwk")))
                    .isEqualTo(Files.readString(hub.data().resolve("secrets/tokens.jwk")));

            JsonNode state = home.state(again, lamp);
            assertThat(state.path("state").path("n").asInt())
                    .isGreaterThanOrEqualTo(acknowledged)
                    .isLessThan(n(hub));
            long restored = state.path("revision").asLong();
            assertThat(revisions(again)).isEqualTo(down(restored));
            assertThat(again.rest().get("/devices/" + lamp.id() + "/shares").text())
                    .contains("Ben");
            assertThat(again.rest()
                            .get("/sessions/ses_past")
                            .json()
                            .path("address")
                            .asText())
                    .isEqualTo("10.0.0.9");
            assertThat(run(fresh, "archive", "query", "SELECT device FROM archive"))
                    .isZero();
            assertThat(out.toString()).contains("dev_old");

            JsonNode ended = again.rest()
                    .get("/devices/" + sleeper.id() + "/log?kinds=command")
                    .json()
                    .path("items")
                    .get(0);
            assertThat(ended.path("status").asText()).isEqualTo("unknown");
            assertThat(ended.path("code").asText()).isEqualTo("RESTORED");

            try (WireClient terminal = again.terminal()) {
                terminal.send("{'type':'subscribe','id':'1','devices':['%s'],'since':{'%s':[%d,%d]}}"
                        .formatted(lamp.id(), lamp.id(), epoch, revision));
                assertThat(terminal.await("subscribed")
                                .path("devices")
                                .get(0)
                                .path("from")
                                .asText())
                        .isEqualTo("snapshot");
                assertThat(terminal.await("snapshot").path("epoch").asLong()).isGreaterThan(epoch);
            }
            try (WireClient late = returning(fresh, "'resume':'" + resume + "'")) {
                assertThat(late.closeCode()).isEqualTo(4401);
            }
            try (WireClient device = returning(fresh, "'secret':'" + lamp.secret() + "'")) {
                assertThat(device.await("welcome").path("revision").asLong()).isGreaterThanOrEqualTo(restored);
                device.send("{'type':'report','seq':1,'set':{'n':-1}}").await("ack");
            }
            assertThat(home.admin().get("/audit?actions=restored").json().path("items"))
                    .hasSize(1);
            againOverItself(fresh, home.state(again, lamp));
        }
    }

    /** What is there is named, and only lost when that is wanted; cursors of it are not believed either. */
    private void againOverItself(TestHub fresh, JsonNode before) {
        fresh.stop();
        assertThat(run(fresh, "restore", backup.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("there is a hub already (3 people, 2 devices, their history, 1 archived days in 1 files, ")
                .contains("--replace");
        assertThat(run(fresh, "restore", "--replace", backup.toString()))
                .as(err::toString)
                .isZero();
        fresh.startAgain();
        Home home = new Home(fresh.port(), fresh.adminToken());
        JsonNode state = home.state(home.login(ana.login()), lamp);
        assertThat(state.path("state").path("n").asInt()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(state.path("epoch").asLong())
                .isGreaterThan(before.path("epoch").asLong());
    }

    @Test
    void isTheOldHubUntilItIsTheRestoredOneWhateverInterrupts() throws Exception {
        try (TestHub other = TestHub.start()) {
            new Home(other.port(), other.adminToken()).person("Zoe");
            other.stop();
            prepareAndDie(other);
            other.startAgain();
            assertThat(new Home(other.port(), other.adminToken())
                            .admin()
                            .get("/users")
                            .text())
                    .contains("Zoe")
                    .doesNotContain("Ana");
            assertThat(other.data().resolve("restore")).doesNotExist();

            other.stop();
            // Where a folder of the archive is to be there is a file: PostgreSQL's part is done by then.
            Path obstacle =
                    Files.createDirectories(other.data().resolve("archive")).resolve("day=2026-01-01");
            Files.createFile(obstacle);
            assertThat(run(other, "restore", "--replace", backup.toString())).isEqualTo(1);
            assertThatThrownBy(other::startAgain).isInstanceOf(StartFailure.class);
            Files.delete(obstacle);
            other.startAgain();
            assertThat(new Home(other.port(), other.adminToken())
                            .admin()
                            .get("/users")
                            .text())
                    .contains("Ana")
                    .doesNotContain("Zoe");
            assertThat(obstacle.resolve("kind=event/part-0.parquet")).exists();
            assertThat(other.data().resolve("restore")).doesNotExist();
        }
    }

    @Test
    void leavesNoHalfAFileWhenTheDiskIsFull() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hawser.app.Hawser",
                "backup",
                folder.resolve("full.backup").toString()));
        arguments.addAll(hub.options());
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("the backup could not be written to").contains("too large");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("full"));
        }
    }

    @Test
    void refusesWhatIsNoBackupBeforeAnythingIsTouched() throws IOException {
        Path half = folder.resolve("half.backup");
        byte[] whole = Files.readAllBytes(backup);
        Files.write(half, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(run(hub, "restore", "--replace", half.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("only the beginning of one").doesNotContain("\tat ");
        assertThat(run(hub, "backup", backup.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is there already");
    }

    private void archiveADay() throws Exception {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT device_log_partition('2026-01-01')");
            statement.execute("INSERT INTO device_log VALUES ('dev_old', 1, 1, 'event', 1767261600000,"
                    + " '2026-01-01 10:00:00+00', '{\"device\":\"dev_old\"}', '{\"name\":\"button\",\"data\":{}}')");
        }
        assertThat(run(hub, "archive", "--before", "2026-01-02"))
                .as(err::toString)
                .isZero();
    }

    private void prepareAndDie(TestHub other) throws Exception {
        Vertx vertx = Vertx.vertx();
        ArchivePlace archive = new ArchivePlace.Folder(other.data().resolve("archive"));
        try (BackupFile file = BackupFile.open(backup);
                ArchiveFiles files = ArchiveFiles.at(archive)) {
            new Restoration(
                            other.data(),
                            files,
                            PostgresSettings.of(other.setting("postgres.url"), 1),
                            RedisSettings.at(other.setting("redis.url")),
                            vertx,
                            Clock.systemUTC())
                    .prepare("never-committed", file);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private WireClient returning(TestHub at, String by) {
        return WireClient.connect(at.port(), "/ws/device")
                .send("{'type':'hello','device':'%s',%s,'boot':'b2'}".formatted(lamp.id(), by));
    }

    private int n(TestHub at) {
        Home home = new Home(at.port(), at.adminToken());
        return home.state(home.login(ana.login()), lamp).path("state").path("n").asInt();
    }

    private List<Long> revisions(Home.Person person) {
        List<Long> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = person.rest()
                    .get("/devices/" + lamp.id() + "/log?limit=200" + cursor)
                    .json();
            page.path("items").forEach(item -> found.add(item.path("revision").asLong()));
            cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        return found;
    }

    private static List<Long> down(long from) {
        List<Long> all = new ArrayList<>();
        for (long each = from; each >= 1; each--) {
            all.add(each);
        }
        return all;
    }

    private int run(TestHub at, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(at.options());
        CommandLine commands = Hawser.commands();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(all.toArray(String[]::new));
    }
}
