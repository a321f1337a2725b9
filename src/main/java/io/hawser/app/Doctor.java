package io.hawser.app;

import io.hawser.edge.TlsFiles;
import io.hawser.storage.postgres.PostgresProbe;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.redis.RedisProbe;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks, one thing after the other, at what a hub needs. Blocks; changes nothing. */
final class Doctor {
    private static final long MIB = 1024L * 1024;
    private static final long LEAST_DISK = 256 * MIB;
    private static final long GOOD_DISK = 2048 * MIB;
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Instant THIS_PROGRAM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\S+)");
    /** Files that the hub needs beside its sockets. */
    private static final int OWN_FILES = 500;

    private static final int OLDEST_REDIS = 7;
    private static final int OLDEST_POSTGRES = 14;

    private final HubConfig config;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(HubConfig config) {
        this.config = config;
    }

    /** How it is. */
    enum Level {
        GOOD("ok  "),
        ADVICE("!   "),
        BAD("FAIL");

        private final String mark;

        Level(String mark) {
            this.mark = mark;
        }
    }

    /** One thing that was looked at: what was found and, unless it is good, what to do. */
    record Finding(Level level, String about, String found, String advice) {
        String line() {
            return "%s  %-10s %s%s"
                    .formatted(level.mark, about, found, advice.isEmpty() ? "" : "\n                 -> " + advice);
        }
    }

    List<Finding> examine() {
        findings.clear();
        good("settings", "read and sound");
        folder();
        port();
        Vertx vertx = Vertx.vertx();
        try {
            certificate(vertx);
            redis(vertx);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        postgres();
        clock();
        memory();
        openFiles();
        return List.copyOf(findings);
    }

    private void folder() {
        Path data = config.data().toAbsolutePath().normalize();
        Path there = data;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            bad(
                    "folder",
                    data + " can't be written",
                    "Name another by the setting data, or give this user the right to write there.");
            return;
        }
        if (there.equals(data) && isOpenToOthers(data)) {
            bad("folder", data + " can be read by others", "It holds keys and passwords: chmod 700 " + data);
        } else {
            good("folder", data + (there.equals(data) ? "" : " (will be made)"));
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String found = free / MIB + " MiB free at " + data;
            if (free < LEAST_DISK) {
                bad("disk", found, "The embedded stores refuse to write when it is full. Make room.");
            } else if (free < GOOD_DISK) {
                advise("disk", found, "History grows with what devices say: see to more before it runs short.");
            } else {
                good("disk", found);
            }
        } catch (IOException e) {
            advise("disk", "the free space can't be told: " + e.getMessage(), "See that there is room.");
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

    private void port() {
        HubConfig.Http http = config.http();
        String where = http.host() + " port " + http.port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.host(), http.port()));
            good("port", where + " is free");
        } catch (IOException | IllegalArgumentException e) {
            int answer = readiness();
            if (answer == HttpURLConnection.HTTP_OK) {
                good("port", where + " has a hub that is ready");
            } else if (answer == HttpURLConnection.HTTP_UNAVAILABLE) {
                bad("port", where + " has a hub that is not ready", "Ask it why: GET /health/ready");
            } else {
                bad(
                        "port",
                        where + " can't be listened on: " + e.getMessage(),
                        "Choose another by http.port, or end what has it.");
            }
        }
    }

    /** What a hub at the port says; 0 when nobody like that is there. */
    private int readiness() {
        String scheme = config.tls() == null ? "http" : "https";
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(scheme + "://localhost:" + config.http().port() + "/health/ready")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(4_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private void certificate(Vertx vertx) {
        HubConfig.Tls tls = config.tls();
        if (tls == null) {
            advise(
                    "tls",
                    "none: passwords and tokens travel as they are",
                    "Set tls.cert and tls.key, or put the hub behind a proxy that speaks TLS.");
        } else {
            new TlsFiles(tls.cert(), tls.key())
                    .problem(vertx)
                    .ifPresentOrElse(
                            problem -> bad("tls", problem, "See tls.cert and tls.key."),
                            () -> good("tls", "certificate and key belong together"));
        }
    }

    private void redis(Vertx vertx) {
        String url = config.redis().url();
        if (url == null) {
            good("redis", "embedded");
            return;
        }
        try {
            RedisProbe.Found found = RedisProbe.look(vertx, new PartSettings(config).redis(url))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            if (major(found.version()) < OLDEST_REDIS) {
                bad("redis", "is version " + found.version(), "At least " + OLDEST_REDIS + ".0 is needed.");
            } else if (!found.eviction().isEmpty() && !found.eviction().equals("noeviction")) {
                bad(
                        "redis",
                        "forgets by " + found.eviction() + " when its memory is full",
                        "An ack means stored: CONFIG SET maxmemory-policy noeviction");
            } else if (!found.appendOnly().equals("1")) {
                bad(
                        "redis",
                        "keeps nothing on its disk (appendonly no)",
                        "What is acknowledged would be lost with it: CONFIG SET appendonly yes");
            } else {
                good("redis", "version " + found.version() + ", appendonly");
            }
            skew("redis", found.clock());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            bad(
                    "redis",
                    String.valueOf(cause.getMessage()),
                    "See redis.url, whether it runs, and whether its firewall lets this machine in.");
        }
    }

    private void postgres() {
        String url = config.postgres().url();
        if (url == null) {
            good("postgres", "embedded");
            return;
        }
        try {
            PostgresSettings settings = new PartSettings(config).postgres(url);
            PostgresProbe.Found found = PostgresProbe.look(settings);
            int wanted = settings.pool() + 4;
            if (major(found.version()) < OLDEST_POSTGRES) {
                bad("postgres", "is version " + found.version(), "At least " + OLDEST_POSTGRES + " is needed.");
            } else if (!found.mayCreate()) {
                bad("postgres", "its user may make no tables", "GRANT CREATE ON SCHEMA public TO that user.");
            } else if (found.connections() < wanted) {
                advise(
                        "postgres",
                        "lets in " + found.connections() + " connections, and this hub alone may want " + wanted,
                        "Raise max_connections or lower postgres.pool.");
            } else {
                good("postgres", "version " + found.version());
            }
            skew("postgres", found.clock());
        } catch (RuntimeException e) {
            bad("postgres", String.valueOf(e.getMessage()), "See postgres.url, whether it runs, and pg_hba.conf.");
        }
    }

    private void skew(String store, Instant theirs) {
        Duration apart = Duration.between(theirs, Instant.now()).abs();
        if (apart.compareTo(SKEW) > 0) {
            advise(
                    "clock",
                    "this machine and " + store + " are " + apart.toSeconds() + " s apart",
                    "Let both keep their time by NTP.");
        }
    }

    private void clock() {
        if (Instant.now().isBefore(THIS_PROGRAM)) {
            bad(
                    "clock",
                    "says " + Instant.now() + ", which has passed long ago",
                    "Set it; tokens and histories would be wrong. On a board without a battery: systemctl enable --now systemd-timesyncd");
        } else {
            good("clock", Instant.now().toString());
        }
    }

    private void memory() {
        long heap = Runtime.getRuntime().maxMemory() / MIB;
        String found = "Java heap up to " + heap + " MiB";
        if (heap < 128) {
            bad("memory", found, "Give it 256 MiB or more: HAWSER_HEAP=256m scripts/run");
        } else {
            good("memory", found);
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
            good("limits", "open files: " + (limit.isEmpty() ? "not told" : limit));
            return;
        }
        long sockets = Long.parseLong(limit) - OWN_FILES;
        String found = String.format(
                Locale.ROOT, "open files: %s, enough for %,d devices and terminals", limit, Math.max(0, sockets));
        if (sockets < 500) {
            advise("limits", found, "ulimit -n 65536 before the start, or LimitNOFILE=65536 in the systemd unit.");
        } else {
            good("limits", found);
        }
    }

    private static int major(String version) {
        Matcher number = Pattern.compile("^\\d+").matcher(version);
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }

    private void good(String about, String found) {
        findings.add(new Finding(Level.GOOD, about, found, ""));
    }

    private void advise(String about, String found, String advice) {
        findings.add(new Finding(Level.ADVICE, about, found, advice));
    }

    private void bad(String about, String found, String advice) {
        findings.add(new Finding(Level.BAD, about, found, advice));
    }
}
