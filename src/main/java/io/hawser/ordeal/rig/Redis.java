package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Processes;
import io.hawser.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Redis that forces each write to its disk. Under nobody's care, what ends it is final until {@link #again}. */
public final class Redis implements AutoCloseable {
    private static final String PASSWORD = "ordeal";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final EmbeddedRedis store;

    /** @param cared whether it is started again should it end */
    Redis(Path folder, Path programs, boolean cared) {
        this.folder = folder;
        store = EmbeddedRedis.start(folder, programs, PASSWORD, true);
        if (!cared) {
            store.leave();
        }
    }

    /** Where it serves; the same after {@link #again}. */
    public String url() {
        return store.url();
    }

    /** Stands still and keeps its connections. */
    public void freeze() {
        Stores.signal("Redis", "STOP", store.processes());
    }

    /** Goes on after {@link #freeze}. */
    public void thaw() {
        Stores.signal("Redis", "CONT", store.processes());
    }

    /** SIGKILL. */
    public void kill() {
        Stores.signal("Redis", "KILL", store.processes());
        Stores.gone("Redis", store::processes, PATIENCE);
    }

    /** SIGTERM: it writes what it has and ends. */
    public void stop() {
        Stores.signal("Redis", "TERM", store.processes());
        Stores.gone("Redis", store::processes, PATIENCE);
    }

    /** Starts it at the same place with what is left of its data. */
    public void again() {
        store.again();
        store.leave();
    }

    /** Removes all its data; it must not run. */
    public void wipe() {
        try (Stream<Path> tree = Files.walk(folder.resolve("appendonlydir"))) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on, until it is started anew, it forces to its disk what a second brought, instead of each write. */
    public void forceEachSecond() {
        ask("CONFIG SET appendfsync everysec");
    }

    /** Cuts every connection that hears what is published. */
    public void cutSubscribers() {
        ask("CLIENT KILL TYPE pubsub");
    }

    /** How many nodes hear the channel of all nodes, and how many devices' channels anybody hears. */
    public Heard heard() {
        List<String> nodes = ask("PUBSUB NUMSUB hawser:nodes:0");
        List<String> devices = ask("PUBSUB CHANNELS hawser:log:*");
        return new Heard(Integer.parseInt(nodes.get(nodes.size() - 1).substring(1)), (int)
                devices.stream().filter(line -> line.startsWith("hawser:log:")).count());
    }

    /**
     * Who hears what is published.
     *
     * @param nodes that hear of each other
     * @param devices of which some node hears
     */
    public record Heard(int nodes, int devices) {}

    /** The lines of its answer; fails with {@link BenchFailure} when it refuses. */
    private List<String> ask(String command) {
        URI uri = URI.create(url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("AUTH " + PASSWORD + "\r\n" + command + "\r\nQUIT\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            List<String> said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            if (said.size() < 3 || said.stream().anyMatch(line -> line.startsWith("-"))) {
                throw new BenchFailure("Redis says: " + said);
            }
            // Without what it says to AUTH and QUIT.
            return said.subList(1, said.size() - 1);
        } catch (IOException e) {
            throw new BenchFailure("Redis does not answer: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        Processes.signal("CONT", Processes.pids(store.processes()));
        store.close();
    }
}
