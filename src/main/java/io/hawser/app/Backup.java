package io.hawser.app;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.history.HistoryStore;
import io.hawser.history.Outbox;
import io.hawser.protocol.JsonText;
import io.hawser.session.ColdStart;
import io.hawser.storage.archive.ArchiveCopy;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.backup.BackupWriter;
import io.hawser.storage.backup.Manifest;
import io.hawser.storage.postgres.PostgresDump;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.storage.redis.CallObserver;
import io.hawser.storage.redis.RedisEstate;
import io.hawser.storage.redis.RedisStores;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes a whole hub into one stream while it runs, or while it does not. PostgreSQL has all that is kept, so the live store's part
 * is waited for rather than copied: what was acknowledged before the moment of the backup has left the outboxes before
 * PostgreSQL's snapshot is taken. Blocks; fails with a {@link StartFailure}.
 */
final class Backup {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final int ROUND = 500;

    private final StoreAccess access;
    private final Vertx vertx;
    private final Clock clock;

    Backup(StoreAccess access, Vertx vertx, Clock clock) {
        this.access = access;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Writes it; the stream is flushed and stays open. */
    Manifest write(OutputStream out) throws IOException {
        RedisEstate redis = Blocking.await(RedisEstate.connect(vertx, access.redis()));
        try {
            Instant moment = clock.instant();
            arrive(redis);
            List<RedisEstate.Aside> aside = Blocking.await(redis.aside());
            return write(out, moment, aside);
        } finally {
            Blocking.await(redis.close());
        }
    }

    /** Tells the audit, once the backup is whole. */
    void tell(Manifest manifest) {
        PostgresStores postgres = Blocking.await(PostgresStores.connect(vertx, access.postgres(), clock));
        try {
            Blocking.await(postgres.audit()
                    .add(AuditEntry.of(clock.instant(), new Actor.ByHub("backup"), AuditAction.BACKED_UP)
                            .with(Map.of("made", manifest.madeAt().toString()))));
        } finally {
            Blocking.await(postgres.close());
        }
    }

    private Manifest write(OutputStream out, Instant moment, List<RedisEstate.Aside> aside) throws IOException {
        BackupWriter file = new BackupWriter(out);
        try (PostgresDump postgres = new PostgresDump(access.postgres())) {
            for (String table : postgres.tables().keySet()) {
                file.part("postgres/" + table + ".copy", rows -> postgres.copy(table, rows));
            }
            try (ArchiveFiles files = ArchiveFiles.at(access.settings().archive())) {
                ArchiveCopy archive = new ArchiveCopy(files);
                for (String name : postgres.files()) {
                    file.part("archive/" + name, content -> copy(archive, name, content));
                }
            }
            for (Path secret : SecretFiles.in(SecretFiles.folder(access.data()))) {
                file.part("secrets/" + SecretFiles.name(secret), content -> Files.copy(secret, content));
            }
            file.part("redis/refused.json", content -> content.write(refused(aside)));
            return file.finish(Version.text(), postgres.schema(), moment, postgres.tables(), postgres.days());
        }
    }

    private static void copy(ArchiveCopy archive, String name, OutputStream out) throws IOException {
        try {
            archive.copy(name, out);
        } catch (NoSuchFileException e) {
            throw new StartFailure(
                    "a file of the archive is missing: " + e.getMessage()
                            + " (there is a receipt for it; see archive.folder)",
                    e);
        }
    }

    private static byte[] refused(List<RedisEstate.Aside> entries) {
        return JsonText.json((Object) entries.stream()
                        .map(entry -> Map.of("shard", entry.shard(), "id", entry.id(), "fields", entry.fields()))
                        .toList())
                .text()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until all that is in the outboxes now is in PostgreSQL; carries it there where no hub does. */
    private void arrive(RedisEstate redis) {
        Map<Integer, String> ends = Blocking.await(redis.outboxEnds());
        Instant end = clock.instant().plus(PATIENCE);
        while (!Blocking.await(redis.isKept(ends))) {
            if (!Blocking.await(redis.isInUse())) {
                carry();
            }
            if (clock.instant().isAfter(end)) {
                throw new StartFailure("what devices said is not carried to PostgreSQL (" + PATIENCE.toSeconds()
                        + " s waited): see the hub's log, \"entries wait for the history\"");
            }
            pause();
        }
    }

    private void carry() {
        // By the installation's own name, so that its hub need not wait for the shards that were read here.
        String node = access.held().map(DataFolder::node).orElse("backup");
        PostgresStores postgres = Blocking.await(PostgresStores.connect(vertx, access.postgres(), clock));
        try {
            RedisStores redis = Blocking.await(
                    RedisStores.connect(vertx, access.redis(), ColdStart.none(), clock, node, CallObserver.NONE));
            try {
                HistoryStore history = postgres.history();
                Outbox.Drained drained;
                do {
                    drained = Blocking.await(redis.outbox().drain(ROUND, history::keep));
                } while (drained.entries() > 0);
            } finally {
                Blocking.await(redis.close());
            }
        } finally {
            Blocking.await(postgres.close());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
