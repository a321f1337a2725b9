package io.hawser.app;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks, one thing after the other, at what a hub needs. Blocks; changes nothing. */
final class Doctor {
    private static final long MIB = 1024L * 1024;
    private static final long LEAST_DISK = 256 * MIB;
    private static final long GOOD_DISK = 2048 * MIB;
    private static final Instant THIS_PROGRAM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\S+)");
    /** Files that the hub needs beside its sockets. */
    private static final int OWN_FILES = 500;

    /** Interfaces that are all of them; who listens there is asked at this machine's own name. */
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    /** How long a hub at the port may take to answer: the first TLS of a young JVM alone takes seconds on a small, busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Findings findings = new Findings();
    private final HubConfig config;
    private final PartSettings parts;
    private final StoresCheckUp stores;

    Doctor(HubConfig config) {
        this.config = config;
        parts = new PartSettings(config);
        stores = new StoresCheckUp(config, parts, findings);
    }

    List<Findings.Finding> examine() {
        findings.good("settings", "read and sound");
        folder();
        Vertx vertx = Vertx.vertx();
        try {
            port(vertx);
            certificate(vertx);
            stores.redis(vertx);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        stores.postgres();
        clock();
        memory();
        openFiles();
        return findings.all();
    }

    private void folder() {
        Path data = config.data().toAbsolutePath().normalize();
        Path there = data;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            findings.bad(
                    "folder",
                    data + " can't be written",
                    "Name another by the setting data, or give this user the right to write there.");
            return;
        }
        if (there.equals(data) && isOpenToOthers(data)) {
            findings.bad("folder", data + " can be read by others", "It holds keys and passwords: chmod 700 " + data);
        } else {
            findings.good("folder", data + (there.equals(data) ? "" : " (will be made)"));
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String found = free / MIB + " MiB free at " + data;
            if (free < LEAST_DISK) {
                findings.bad("disk", found, "The embedded stores refuse to write when it is full. Make room.");
            } else if (free < GOOD_DISK) {
                findings.advise(
                        "disk", found, "History grows with what devices say: see to more before it runs short.");
            } else {
                findings.good("disk", found);
            }
        } catch (IOException e) {
            findings.advise("disk", "the free space can't be told: " + e.getMessage(), "See that there is room.");
        }
    }

    private static boolean isOpenToOthers(Path folder) {
        try {
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(folder);
            return allowed.contains(PosixFilePermission.OTHERS_READ)
                    || allowed.contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // A file system without such rights.
        }
    }

    private void port(Vertx vertx) {
        HubConfig.Http http = config.http();
        String where = http.host() + " port " + http.port();
        Optional<StartFailure> taken = Door.taken(http);
        if (taken.isEmpty()) {
            findings.good("port", where + " is free");
            return;
        }
        int answer = readiness(vertx);
        if (answer == HttpURLConnection.HTTP_OK) {
            findings.good("port", where + " has a hub that is ready");
        } else if (answer == HttpURLConnection.HTTP_UNAVAILABLE) {
            findings.bad("port", where + " has a hub that is not ready", "Ask it why: GET /health/ready");
        } else {
            findings.bad("port", taken.get().line(), "Choose another by http.port, or end what has it.");
        }
    }

    /**
     * What a hub at the port says; 0 when nobody like that is there. Its certificate may be for another name, or signed by nobody
     * that Java knows: whoever it is, it is on this machine, and is told nothing.
     */
    private int readiness(Vertx vertx) {
        String host = EVERYWHERE.contains(config.http().host())
                ? "localhost"
                : config.http().host();
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(config.tls() != null)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setConnectTimeout(2_000);
        // Held until it has answered: a client that nobody holds is closed by the garbage collector.
        HttpClient client = vertx.createHttpClient(options);
        try {
            return client.request(HttpMethod.GET, config.http().port(), host, "/health/ready")
                    .compose(HttpClientRequest::send)
                    .map(HttpClientResponse::statusCode)
                    .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .otherwise(0)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } finally {
            client.close();
        }
    }

    private void certificate(Vertx vertx) {
        if (config.tls() == null) {
            findings.advise(
                    "tls",
                    "none: passwords and tokens travel as they are",
                    "Set tls.cert and tls.key, or put the hub behind a proxy that speaks TLS.");
        } else {
            Door.locked(parts.edge().tls(), vertx)
                    .ifPresentOrElse(
                            locked -> findings.bad("tls", locked.line(), "See tls.cert and tls.key."),
                            () -> findings.good("tls", "certificate and key belong together"));
        }
    }

    private void clock() {
        if (Instant.now().isBefore(THIS_PROGRAM)) {
            findings.bad(
                    "clock",
                    "says " + Instant.now() + ", which has passed long ago",
                    "Set it; tokens and histories would be wrong. On a board without a battery: systemctl enable --now systemd-timesyncd");
        } else {
            findings.good("clock", Instant.now().toString());
        }
    }

    private void memory() {
        long heap = Runtime.getRuntime().maxMemory() / MIB;
        String found = "Java heap up to " + heap + " MiB";
        if (heap < 128) {
            findings.bad("memory", found, "Give it 256 MiB or more: HAWSER_HEAP=256m scripts/run");
        } else {
            findings.good("memory", found);
        }
    }

    private void openFiles() {
        String limit;
        try {
            Matcher line = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            limit = line.find() ? line.group(1) : "";
        } catch (IOException e) {
            return; // No Linux.
        }
        if (limit.isEmpty() || limit.equals("unlimited")) {
            findings.good("limits", "open files: " + (limit.isEmpty() ? "not told" : limit));
            return;
        }
        long sockets = Long.parseLong(limit) - OWN_FILES;
        String found = String.format(
                Locale.ROOT, "open files: %s, enough for %,d devices and terminals", limit, Math.max(0, sockets));
        if (sockets < 500) {
            findings.advise(
                    "limits", found, "ulimit -n 65536 before the start, or LimitNOFILE=65536 in the systemd unit.");
        } else {
            findings.good("limits", found);
        }
    }
}
