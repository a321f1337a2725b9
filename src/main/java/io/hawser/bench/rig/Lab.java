package io.hawser.bench.rig;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where it is measured: a folder of its own and the programs that run in it. When it closes, be it by Ctrl-C, none of them runs any
 * more and the folder is gone.
 */
public final class Lab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Plan plan;
    private final PrintWriter out;
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final Deque<Child> children = new ArrayDeque<>();
    private final Map<String, String> learned = new TreeMap<>();
    private final Thread hook = new Thread(this::clean, "bench-clean");
    private @Nullable Fanload fanload;
    private int names;
    private boolean closed;

    public Lab(Plan plan, PrintWriter out) {
        this.plan = plan;
        this.out = out;
        try {
            // PostgreSQL may have to run as somebody else, who has to pass through.
            folder = Files.createTempDirectory(
                            "hawser-bench",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")))
                    .toRealPath();
        } catch (IOException e) {
            throw new BenchFailure("no folder for temporary files: " + e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(hook);
        plan.cores().move(ProcessHandle.current().pid(), Cores.Place.LOAD);
    }

    public Plan plan() {
        return plan;
    }

    public Vertx vertx() {
        return vertx;
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The load generator, compiled when it is first asked for. */
    public Fanload fanload() {
        Fanload present = fanload;
        if (present == null) {
            present = Fanload.compile(this);
            fanload = present;
        }
        return present;
    }

    /** What is known of the machine by now, beside what can be asked of it. */
    public Map<String, String> learned() {
        return Map.copyOf(learned);
    }

    void learn(String name, String value) {
        learned.put(name, value);
    }

    /** A name for a file or folder that is not there yet. */
    public synchronized Path fresh(String name) {
        return folder.resolve(++names + "-" + name);
    }

    /** A file with this text. */
    Path file(String name, String text) {
        Path file = fresh(name);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Starts a program. */
    public Child start(String name, Cores.Place place, List<String> command) {
        return start(name, place, command, fresh(name + ".log"));
    }

    /** Starts a program that prints to this file. */
    public synchronized Child start(String name, Cores.Place place, List<String> command, Path log) {
        if (closed) {
            throw new BenchFailure("stopped");
        }
        Child child = Child.start(name, plan.cores().command(place, command), folder, log);
        children.removeIf(old -> !old.isAlive());
        children.push(child);
        return child;
    }

    /** A port that was free just now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchFailure("no free port: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        clean();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and this is the hook, or comes after it.
        }
        vertx.close().await();
    }

    private synchronized void clean() {
        if (closed) {
            return;
        }
        closed = true;
        children.forEach(Child::close);
        Processes.end(Processes.naming(folder), PATIENCE);
        delete(folder);
    }

    /** Removes a folder with all that is in it; what cannot be removed stays. */
    static void delete(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // It is a temporary folder: what stays is the system's to remove.
        }
    }
}
