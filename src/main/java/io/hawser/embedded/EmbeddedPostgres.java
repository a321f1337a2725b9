package io.hawser.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the hub's own: on the loopback interface, with a password (SCRAM), and durable. It runs detached, as
 * {@link EmbeddedRedis} does; one that a dead hub left behind is stopped before the new one starts.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The name of the user and of the database. */
    public static final String NAME = "hawser";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    private final Path folder;
    private final Path cluster;
    private final Path programs;
    private final Binaries binaries;
    private final Unprivileged runner;
    private final String password;
    private int port;
    private @Nullable Watch watch;

    private EmbeddedPostgres(Path folder, Binaries binaries, String password) throws IOException {
        this.binaries = binaries;
        this.password = password;
        this.folder = PrivateFiles.folder(folder).toRealPath();
        runner = Unprivileged.of(this.folder);
        cluster = this.folder.resolve("cluster");
        Path tree = binaries.tree(Platform.present().postgres(), "postgres");
        runner.give(tree);
        programs = tree.resolve("bin");
    }

    /**
     * Starts it, after making the database at the first time, and returns when it serves.
     *
     * @param folder where it keeps its data
     * @param programs where programs are unpacked
     * @throws EmbeddedFailure when it cannot start
     */
    public static EmbeddedPostgres start(Path folder, Path programs, String password) {
        try {
            EmbeddedPostgres postgres = new EmbeddedPostgres(folder, new Binaries(programs.toAbsolutePath()), password);
            postgres.endLeftovers();
            postgres.initialize();
            postgres.launch();
            postgres.createDatabase();
            postgres.watch = new Watch("postgres", postgres::processes, postgres::relaunch);
            return postgres;
        } catch (IOException e) {
            throw new EmbeddedFailure("the embedded PostgreSQL cannot start: " + e.getMessage(), e);
        }
    }

    /**
     * Where one serves that runs already with this folder, be it another process' or left behind; empty when none does.
     *
     * @param folder where it keeps its data
     */
    public static Optional<String> running(Path folder, String password) throws IOException {
        List<String> lines = PrivateFiles.read(folder.resolve("cluster/postmaster.pid"))
                .orElse("")
                .lines()
                .toList();
        if (lines.size() < 8 || !lines.get(7).strip().equals("ready") || !isAlive(lines.get(0))) {
            return Optional.empty();
        }
        return Optional.of(url(password, Integer.parseInt(lines.get(3).strip())));
    }

    /** Where it serves, password included. */
    public String url() {
        return url(password, port);
    }

    private static String url(String password, int port) {
        return "postgresql://" + NAME + ":" + password + "@127.0.0.1:" + port + "/" + NAME;
    }

    /** Writes everything to disk and ends; clients are cut off. */
    @Override
    public void close() {
        leave();
        stop();
    }

    /** Looks after it no longer and lets it run, as a hub does that is killed. */
    public void leave() {
        if (watch != null) {
            watch.close();
        }
    }

    /** Starts it at the same place after {@link #leave} and its end; it is looked after again. */
    public void again() {
        try {
            relaunch();
            watch = new Watch("postgres", this::processes, this::relaunch);
        } catch (IOException e) {
            throw new EmbeddedFailure("the embedded PostgreSQL cannot start: " + e.getMessage(), e);
        }
    }

    /** Its main process; normally one. */
    public List<ProcessHandle> processes() {
        return Children.running(binaries.folder(), "postgres", cluster);
    }

    private void endLeftovers() throws IOException {
        stop();
        // A hub that died while a database was being made leaves half of one.
        Binaries.delete(fresh());
        Optional<String> pidFile = PrivateFiles.read(cluster.resolve("postmaster.pid"));
        // By now it is that of a stranger, which would keep PostgreSQL from starting.
        if (pidFile.isPresent() && isAlive(pidFile.get())) {
            Files.delete(cluster.resolve("postmaster.pid"));
        }
    }

    /** Whether the number in the file is that of a living process. */
    private static boolean isAlive(String pidFile) {
        String first = pidFile.lines().findFirst().orElse("").strip();
        return first.matches("\\d{1,9}")
                && ProcessHandle.of(Long.parseLong(first)).isPresent();
    }

    private void stop() {
        List<ProcessHandle> processes = processes();
        if (processes.isEmpty()) {
            return;
        }
        try {
            // SIGINT, the fast stop, which ProcessHandle cannot send.
            run(STOP, List.of("stop", "-D", cluster.toString(), "-m", "fast", "-w", "-s"));
        } catch (IOException e) {
            throw new EmbeddedFailure("the embedded PostgreSQL cannot be stopped: " + e.getMessage(), e);
        }
        Children.end(processes(), STOP);
    }

    private void initialize() throws IOException {
        if (Files.isDirectory(cluster)) {
            String have = PrivateFiles.read(cluster.resolve("PG_VERSION"))
                    .orElse("none")
                    .strip();
            if (!have.equals("18")) {
                throw new EmbeddedFailure("the data in " + cluster + " is of PostgreSQL " + have
                        + ", this hub carries 18: upgrade it with pg_upgrade, or set postgres.url");
            }
            return;
        }
        Path secret = folder.resolve("password.new");
        PrivateFiles.write(secret, password + "\n");
        runner.give(folder);
        Children.Outcome outcome = Children.run(
                folder,
                START,
                runner.command(List.of(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + fresh(),
                        "--username=" + NAME,
                        "--pwfile=" + secret,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8")));
        Files.delete(secret);
        if (outcome.code() != 0) {
            throw new EmbeddedFailure("the embedded PostgreSQL cannot make its database: " + outcome.lastWords());
        }
        Files.move(fresh(), cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path fresh() {
        return folder.resolve("cluster.new");
    }

    private void relaunch() throws IOException {
        endLeftovers();
        launch();
    }

    /** At a free port the first time, and at the same one from then on, since clients know it. */
    private void launch() throws IOException {
        Path log = cluster.resolve("start.log");
        boolean again = port != 0;
        for (int attempt = 1; ; attempt++) {
            port = again ? port : Children.freePort();
            PrivateFiles.write(cluster.resolve("postgresql.conf"), configuration());
            PrivateFiles.write(
                    cluster.resolve("pg_hba.conf"),
                    "# Written by the hub at every start.\nhost all " + NAME + " 127.0.0.1/32 scram-sha-256\n");
            Files.deleteIfExists(log);
            runner.give(cluster);
            Children.Outcome outcome = run(
                    START,
                    List.of(
                            "start",
                            "-D",
                            cluster.toString(),
                            "-w",
                            "-s",
                            "-t",
                            String.valueOf(START.toSeconds()),
                            "-l",
                            log.toString()));
            if (outcome.code() == 0) {
                return;
            }
            String why = Files.exists(log) ? Children.tail(log) : outcome.lastWords();
            // Between finding a free port and binding it, another process may have taken it.
            if (attempt == ATTEMPTS || !why.contains("bind")) {
                throw new EmbeddedFailure("the embedded PostgreSQL cannot start: " + why);
            }
        }
    }

    private Children.Outcome run(Duration patience, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve("pg_ctl").toString());
        command.addAll(arguments);
        return Children.run(folder, patience.plusSeconds(5), runner.command(command));
    }

    private String configuration() {
        return """
                # Written by the hub at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                max_connections = 100
                shared_buffers = 64MB
                max_wal_size = 512MB
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                logging_collector = on
                log_directory = 'log'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_file_mode = 0600
                log_min_messages = warning
                log_checkpoints = off
                """.formatted(port);
    }

    private void createDatabase() {
        String base = "jdbc:postgresql://127.0.0.1:" + port + "/";
        try (Connection connection = DriverManager.getConnection(base + "postgres", NAME, password);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
            if (!found.next()) {
                try (Statement create = connection.createStatement()) {
                    create.execute("CREATE DATABASE " + NAME);
                }
            }
        } catch (SQLException e) {
            stop();
            throw new EmbeddedFailure("the embedded PostgreSQL refuses the hub: " + e.getMessage(), e);
        }
    }
}
