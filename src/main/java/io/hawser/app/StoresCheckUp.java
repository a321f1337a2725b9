package io.hawser.app;

import io.hawser.storage.postgres.PostgresProbe;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.redis.RedisProbe;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;

/** Whether the stores that are set can be used, and would keep what they are given. Blocks. */
final class StoresCheckUp {
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final HubConfig config;
    private final PartSettings parts;
    private final Findings findings;

    StoresCheckUp(HubConfig config, PartSettings parts, Findings findings) {
        this.config = config;
        this.parts = parts;
        this.findings = findings;
    }

    /** The live store. */
    void redis(Vertx vertx) {
        String url = config.redis().url();
        if (url == null) {
            findings.good("redis", "embedded");
            return;
        }
        try {
            RedisProbe.Found found = RedisProbe.look(vertx, parts.redis(url))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            if (found.isTooOld()) {
                findings.bad(
                        "redis", "is version " + found.version(), "At least " + RedisProbe.OLDEST + ".0 is needed.");
            } else if (!found.eviction().isEmpty() && !found.eviction().equals("noeviction")) {
                findings.bad(
                        "redis",
                        "forgets by " + found.eviction() + " when its memory is full",
                        "An ack means stored: CONFIG SET maxmemory-policy noeviction");
            } else if (!found.appendOnly().equals("1")) {
                findings.bad(
                        "redis",
                        "keeps nothing on its disk (appendonly no)",
                        "What is acknowledged would be lost with it: CONFIG SET appendonly yes");
            } else {
                findings.good("redis", "version " + found.version() + ", appendonly");
            }
            skew("redis", found.clock());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            findings.bad(
                    "redis",
                    String.valueOf(cause.getMessage()),
                    "See redis.url, whether it runs, and whether its firewall lets this machine in.");
        }
    }

    /** The kept store. */
    void postgres() {
        String url = config.postgres().url();
        if (url == null) {
            findings.good("postgres", "embedded");
            return;
        }
        try {
            PostgresSettings settings = parts.postgres(url);
            PostgresProbe.Found found = PostgresProbe.look(settings);
            int wanted = settings.pool() + 4;
            if (found.isTooOld()) {
                findings.bad(
                        "postgres",
                        "is version " + found.version(),
                        "At least " + PostgresProbe.OLDEST + " is needed.");
            } else if (!found.mayCreate()) {
                findings.bad("postgres", "its user may make no tables", "GRANT CREATE ON SCHEMA public TO that user.");
            } else if (found.connections() < wanted) {
                findings.advise(
                        "postgres",
                        "lets in " + found.connections() + " connections, and this hub alone may want " + wanted,
                        "Raise max_connections or lower postgres.pool.");
            } else {
                findings.good("postgres", "version " + found.version());
            }
            skew("postgres", found.clock());
        } catch (RuntimeException e) {
            findings.bad(
                    "postgres", String.valueOf(e.getMessage()), "See postgres.url, whether it runs, and pg_hba.conf.");
        }
    }

    private void skew(String store, Instant theirs) {
        Duration apart = Duration.between(theirs, Instant.now()).abs();
        if (apart.compareTo(SKEW) > 0) {
            findings.advise(
                    "clock",
                    "this machine and " + store + " are " + apart.toSeconds() + " s apart",
                    "Let both keep their time by NTP.");
        }
    }
}
