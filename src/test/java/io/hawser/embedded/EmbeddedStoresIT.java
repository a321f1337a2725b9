package io.hawser.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoresIT {
    private static final Path PROGRAMS = Path.of("target", "embedded");
    private static final String PASSWORD = "a-password_of-43-letters";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void redisKeepsWhatItWasToldAndWantsItsPassword() throws Exception {
        try (EmbeddedRedis redis = redis()) {
            assertThat(ask(redis, "SET a 1")).isEqualTo("+OK");
            assertThat(ask(redis, "CONFIG GET appendonly")).isEqualTo("*2");
            assertThat(askUnknown(redis, "GET a")).startsWith("-NOAUTH");
        }
        try (EmbeddedRedis redis = redis()) {
            assertThat(ask(redis, "STRLEN a")).isEqualTo(":1");
        }
        assertNobodyElseMayRead(folder);
    }

    @Test
    void redisThatADeadHubLeftIsStoppedFirst() throws Exception {
        EmbeddedRedis left = redis();
        left.leave();
        ask(left, "SET a 1");
        List<ProcessHandle> old = left.processes();
        assertThat(old).hasSize(1);

        try (EmbeddedRedis redis = redis()) {
            assertThat(redis.processes()).hasSize(1).doesNotContainAnyElementsOf(old);
            assertThat(ask(redis, "STRLEN a")).isEqualTo(":1");
        }
    }

    @Test
    void aStoreThatEndsByItselfIsStartedAgainAtTheSamePlace() throws Exception {
        try (EmbeddedRedis redis = redis();
                EmbeddedPostgres postgres = postgres()) {
            ask(redis, "SET a 1");
            sql(postgres.url(), "CREATE TABLE t AS SELECT 1 AS a");
            long ended = redis.processes().get(0).pid();
            redis.processes().forEach(ProcessHandle::destroyForcibly);
            postgres.processes().forEach(ProcessHandle::destroyForcibly);

            assertThat(Children.await(PATIENCE, () -> works(() -> ask(redis, "STRLEN a"), ":1")))
                    .isTrue();
            assertThat(folder.resolve("redis").resolve("redis.log.1")).content().contains("pid=" + ended);
            assertThat(Children.await(PATIENCE, () -> works(() -> sql(postgres.url(), "SELECT a FROM t"), "1")))
                    .isTrue();
        }
    }

    @Test
    void postgresKeepsWhatItWasToldAndWantsItsPassword() throws Exception {
        try (EmbeddedPostgres postgres = postgres()) {
            sql(postgres.url(), "CREATE TABLE t AS SELECT 1 AS a");
            assertThat(sql(postgres.url(), "SHOW fsync")).isEqualTo("on");
            assertThat(sql(postgres.url(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(sql(postgres.url(), "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> sql(postgres.url().replace(PASSWORD, "wrong"), "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
        try (EmbeddedPostgres postgres = postgres()) {
            assertThat(sql(postgres.url(), "SELECT a FROM t")).isEqualTo("1");
        }
        assertNobodyElseMayRead(folder);
    }

    @Test
    void postgresThatADeadHubLeftIsStoppedFirst() throws Exception {
        EmbeddedPostgres left = postgres();
        left.leave();
        sql(left.url(), "CREATE TABLE t AS SELECT 1 AS a");
        List<ProcessHandle> old = left.processes();
        assertThat(old).hasSize(1);

        try (EmbeddedPostgres postgres = postgres()) {
            assertThat(postgres.processes()).hasSize(1).doesNotContainAnyElementsOf(old);
            assertThat(sql(postgres.url(), "SELECT a FROM t")).isEqualTo("1");
        }
    }

    @Test
    void aPidFileThatNamesAStrangerNeitherKillsItNorKeepsPostgresFromStarting() throws Exception {
        EmbeddedPostgres first = postgres();
        first.leave();
        sql(first.url(), "CREATE TABLE t AS SELECT 1 AS a");
        Path pidFile = folder.toRealPath().resolve("postgres/cluster/postmaster.pid");
        String content = Files.readString(pidFile);
        ProcessHandle own = first.processes().get(0);
        own.destroyForcibly();
        own.onExit().get(10, TimeUnit.SECONDS);
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(pidFile, content.replaceFirst("\\d+", String.valueOf(stranger.pid())));
            Files.writeString(folder.resolve("redis.pid"), stranger.pid() + "\n");

            try (EmbeddedPostgres postgres = postgres()) {
                assertThat(sql(postgres.url(), "SELECT a FROM t")).isEqualTo("1");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void whatWasUnpackedInPartIsNotTakenForWhole() throws Exception {
        Path programs = folder.resolve("programs");
        Files.createDirectories(programs.resolve("postgres.new123"));
        Files.writeString(programs.resolve("redis-server-7.0.15-linux-amd64123.new"), "half");
        EmbeddedRedis.start(folder.resolve("redis"), programs, PASSWORD, true).close();
    }

    private EmbeddedRedis redis() {
        return EmbeddedRedis.start(folder.resolve("redis"), PROGRAMS, PASSWORD, true);
    }

    private EmbeddedPostgres postgres() {
        return EmbeddedPostgres.start(folder.resolve("postgres"), PROGRAMS, PASSWORD);
    }

    private static boolean works(Callable<String> question, String answer) {
        try {
            return question.call().equals(answer);
        } catch (Exception e) {
            return false; // Not yet.
        }
    }

    private static String ask(EmbeddedRedis redis, String command) throws IOException {
        List<String> lines = talk(redis, "AUTH " + PASSWORD + "\r\n" + command);
        return lines.get(1);
    }

    private static String askUnknown(EmbeddedRedis redis, String command) throws IOException {
        return talk(redis, command).get(0);
    }

    private static List<String> talk(EmbeddedRedis redis, String commands) throws IOException {
        int port = URI.create(redis.url()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((commands + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private static String sql(String url, String statement) throws SQLException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
                Statement run = connection.createStatement()) {
            if (!run.execute(statement)) {
                return "";
            }
            try (ResultSet result = run.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static void assertNobodyElseMayRead(Path root) throws IOException {
        try (var tree = Files.walk(root)) {
            assertThat(tree.filter(path -> !path.equals(root) && !Files.isSymbolicLink(path)))
                    .allSatisfy(path -> assertThat(Files.getPosixFilePermissions(path))
                            .doesNotContain(
                                    PosixFilePermission.GROUP_READ,
                                    PosixFilePermission.GROUP_WRITE,
                                    PosixFilePermission.OTHERS_READ,
                                    PosixFilePermission.OTHERS_WRITE));
        }
    }
}
