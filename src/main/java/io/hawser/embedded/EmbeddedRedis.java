package io.hawser.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of the hub's own: on the loopback interface, with a password, and a log on disk of every write. It runs detached, so
 * that neither Ctrl-C nor a crash of the hub takes it along in the middle of a write; one that a dead hub left behind is stopped
 * before the new one starts.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final String PROGRAM = "redis-server";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 5;
    private static final Pattern PORT = Pattern.compile("(?m)^port (\\d{1,5})$");

    private final Path folder;
    private final Path conf;
    private final Path program;
    private final Binaries binaries;
    private final String password;
    private final boolean always;
    private int port;
    private @Nullable Watch watch;
    private @Nullable Compaction compaction;

    private EmbeddedRedis(Path folder, Binaries binaries, String password, boolean always) throws IOException {
        this.folder = PrivateFiles.folder(folder).toRealPath();
        this.conf = this.folder.resolve("redis.conf");
        this.binaries = binaries;
        this.program = binaries.program(Platform.present().redis());
        this.password = password;
        this.always = always;
    }

    /**
     * Starts it and returns when it serves.
     *
     * @param folder where it keeps its data
     * @param programs where programs are unpacked
     * @param always whether each write is forced to the disk before it is answered, instead of every second
     * @throws EmbeddedFailure when it cannot start
     */
    public static EmbeddedRedis start(Path folder, Path programs, String password, boolean always) {
        try {
            EmbeddedRedis redis = new EmbeddedRedis(folder, new Binaries(programs.toAbsolutePath()), password, always);
            redis.endLeftovers();
            redis.launch();
            redis.lookAfter();
            return redis;
        } catch (IOException e) {
            throw new EmbeddedFailure("the embedded Redis cannot start: " + e.getMessage(), e);
        }
    }

    /**
     * Where one serves that runs already with this folder, be it another process' or left behind; empty when none does.
     *
     * @param folder where it keeps its data
     */
    public static Optional<String> running(Path folder, String password) throws IOException {
        Matcher line =
                PORT.matcher(PrivateFiles.read(folder.resolve("redis.conf")).orElse(""));
        if (!line.find()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(line.group(1));
        return answers(port, password) ? Optional.of(url(password, port)) : Optional.empty();
    }

    /** Where it serves, password included. */
    public String url() {
        return url(password, port);
    }

    private static String url(String password, int port) {
        return "redis://:" + password + "@127.0.0.1:" + port;
    }

    /** Writes everything to disk and ends; clients are cut off. */
    @Override
    public void close() {
        leave();
        Children.end(processes(), STOP);
    }

    private void lookAfter() {
        watch = new Watch("redis", this::processes, this::launch);
        compaction = new Compaction(line -> said(port, password, line));
    }

    /** Looks after it no longer and lets it run, as a hub does that is killed. */
    public void leave() {
        if (watch != null) {
            watch.close();
        }
        if (compaction != null) {
            compaction.close();
        }
    }

    /** Starts it at the same place after {@link #leave} and its end, whatever is left of its data; it is looked after again. */
    public void again() {
        try {
            launch();
            lookAfter();
        } catch (IOException e) {
            throw new EmbeddedFailure("the embedded Redis cannot start: " + e.getMessage(), e);
        }
    }

    /** Its processes; normally one. */
    public List<ProcessHandle> processes() {
        return Children.running(binaries.folder(), PROGRAM, conf);
    }

    private void endLeftovers() {
        Children.end(processes(), STOP);
    }

    /** At a free port the first time, and at the same one from then on, since clients know it. */
    private void launch() throws IOException {
        boolean again = port != 0;
        for (int attempt = 1; ; attempt++) {
            port = again ? port : Children.freePort();
            PrivateFiles.write(conf, configuration());
            Path log = folder.resolve("redis.log");
            if (Files.exists(log)) {
                // The last words of the one before: why it ended may stand nowhere else.
                Files.move(log, folder.resolve("redis.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Children.Outcome outcome = Children.run(
                    folder,
                    Duration.ofSeconds(10),
                    List.of("/bin/sh", "-c", "umask 077; exec \"$0\" \"$1\"", program.toString(), conf.toString()));
            if (outcome.code() != 0) {
                throw new EmbeddedFailure("the embedded Redis cannot start: " + outcome.lastWords());
            }
            boolean[] died = new boolean[1];
            boolean ready = Children.await(
                    START, () -> answers() || (died[0] = processes().isEmpty()));
            if (ready && !died[0]) {
                return;
            }
            endLeftovers();
            // Between finding a free port and binding it, another process may have taken it.
            if (attempt == ATTEMPTS || !Children.tail(log).contains("bind")) {
                throw new EmbeddedFailure("the embedded Redis cannot start: " + Children.tail(log));
            }
        }
    }

    private String configuration() {
        return """
                # Written by the hub at every start.
                bind 127.0.0.1
                protected-mode yes
                port %d
                requirepass %s
                daemonize yes
                set-proc-title no
                pidfile "%s"
                logfile "%s"
                loglevel notice
                dir "%s"
                save ""
                appendonly yes
                appendfsync %s
                # Below that it is written anew in calm moments.
                auto-aof-rewrite-min-size %d
                rdbcompression no
                maxmemory-policy noeviction
                tcp-keepalive 60
                """.formatted(
                        port,
                        password,
                        folder.resolve("redis.pid"),
                        folder.resolve("redis.log"),
                        folder,
                        always ? "always" : "everysec",
                        Compaction.AT_ANY_TIME);
    }

    /** Whether it answers us; while it loads its data it says so instead. */
    private boolean answers() {
        return answers(port, password);
    }

    private static boolean answers(int port, String password) {
        try {
            return said(port, password, "PING").contains("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /** What it answers to a line, over a connection of its own. */
    private static String said(int port, String password, String line) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream()
                    .write(("AUTH " + password + "\r\n" + line + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
