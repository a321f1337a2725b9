package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Child;
import io.hawser.bench.rig.Cores;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Pages;
import io.hawser.bench.rig.Waiting;
import io.hawser.simulator.wire.HubAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A hub as a process of its own, which can be killed and started again at the same address with the same data. */
public final class HubNode implements AutoCloseable {
    /** What the first administrator of every trial has to show. */
    public static final String CODE = "ordeal";

    private static final Duration START = Duration.ofMinutes(2);
    private static final Map<String, String> WIDE = Map.of(
            "http.host", "127.0.0.1",
            "setup.code", CODE,
            "limits.user.connections", "200000",
            "limits.address.connections", "200000",
            "limits.login.attempts", "100000",
            "limits.device.rate", "1000000",
            "limits.terminal.rate", "1000");

    private final Lab lab;
    private final int heap;
    private final int port = Lab.freePort();
    private final Path data;
    private final @Nullable Path log;
    private final @Nullable FalseClock clock;
    private final Map<String, String> settings;
    private @Nullable Child child;

    /**
     * One that does not run yet.
     *
     * @param heap in MiB
     * @param settings over the wide limits that all trials have
     */
    public HubNode(Lab lab, int heap, Map<String, String> settings) {
        this(lab, heap, settings, null, null);
    }

    /**
     * One that does not run yet.
     *
     * @param disk where it keeps its data and what it prints; null for the lab's own
     * @param clock what it goes by; null for the host's
     */
    public HubNode(
            Lab lab, int heap, Map<String, String> settings, @Nullable SmallDisk disk, @Nullable FalseClock clock) {
        this.lab = lab;
        this.heap = heap;
        this.clock = clock;
        this.data = disk == null ? lab.fresh("data") : disk.folder("data");
        this.log = disk == null ? null : disk.folder("hub.log");
        this.settings = new TreeMap<>(WIDE);
        this.settings.putAll(settings);
    }

    /** Changes a setting for the next start. */
    public void set(String path, String value) {
        settings.put(path, value);
    }

    /** Makes it a node of the other one's installation: it takes what the other signs for its own. To be done before its first start. */
    public void joins(HubNode other) {
        try {
            Path secrets = Files.createDirectories(data.resolve("secrets"));
            Files.copy(other.data.resolve("secrets/tokens.jwk"), secrets.resolve("tokens.jwk"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and returns when it is ready; the seconds that it took. */
    public double start() {
        FalseClock wrong = clock;
        List<String> command = new ArrayList<>(Hub.program(lab, heap, wrong == null ? Hub.MAIN : FalseClock.MAIN));
        // Behind the program's name: one buffer in a hundred is followed, and those that nobody released are told in
        // the log.
        command.add(1, "-Dio.netty.leakDetection.level=advanced");
        if (wrong != null) {
            command.add(wrong.file().toString());
        }
        command.addAll(List.of("serve", "--port", String.valueOf(port), "--data", data.toString()));
        settings.forEach((path, value) -> command.addAll(List.of("--set", path + "=" + value)));
        long begun = System.nanoTime();
        Child started = log == null
                ? lab.start("hub", Cores.Place.ANYWHERE, command)
                : lab.start("hub", Cores.Place.ANYWHERE, command, log);
        child = started;
        boolean up = Waiting.until(START, () -> !started.isAlive() || isReady());
        if (!up || !started.isAlive()) {
            throw new BenchFailure("the hub does not get ready: " + started.lastWords());
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** SIGKILL, and it is gone. */
    public void kill() {
        child().kill();
    }

    /** Where it serves. */
    public HubAddress address() {
        return HubAddress.of("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /** Its process. */
    public long pid() {
        return child().pid();
    }

    /** What its present process has printed. */
    public String log() {
        return child().text();
    }

    /** Whether its present process has said that a buffer was never released. */
    public boolean leaks() {
        return log().contains("LEAK:");
    }

    /** What it says to whoever asks whether it is ready; empty when it says nothing. */
    public String readiness() {
        return Pages.anyText(port, "/health/ready");
    }

    public boolean isReady() {
        return status("/health/ready") == HttpURLConnection.HTTP_OK;
    }

    /** The HTTP status of a page; 0 when nobody answers within 3 s. */
    public int status(String page) {
        return Pages.status(port, page);
    }

    /** The sum of a metric's samples; 0 when there are none. */
    public double metric(String name) {
        return metric(name, "");
    }

    /** The same of those samples whose labels hold this. */
    public double metric(String name, String label) {
        return Pages.text(port, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name) && " {".indexOf(line.charAt(name.length())) >= 0)
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private Child child() {
        Child present = child;
        if (present == null) {
            throw new IllegalStateException("the hub was never started");
        }
        return present;
    }

    @Override
    public void close() {
        Child present = child;
        if (present != null) {
            present.close();
        }
    }
}
