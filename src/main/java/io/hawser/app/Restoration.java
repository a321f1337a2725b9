package io.hawser.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.embedded.PrivateFiles;
import io.hawser.protocol.JsonText;
import io.hawser.storage.archive.ArchiveCopy;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.backup.BackupFailure;
import io.hawser.storage.backup.BackupFile;
import io.hawser.storage.postgres.PostgresLine;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.Restores;
import io.hawser.storage.redis.RedisEstate;
import io.hawser.storage.redis.RedisSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a restore brings beside PostgreSQL's part: the archive's files, the keys, and an empty live store. It waits in the folder
 * {@code restore} (and in the archive's {@code .restore}) until PostgreSQL's transaction is committed, which is the moment from which
 * on the restored hub is the hub; then it is put into place, by {@code hawser restore} or, if that was interrupted, by the
 * next start of the hub. Blocks.
 */
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final Path data;
    private final Path waiting;
    private final ArchiveCopy archive;
    private final Restores restores;
    private final RedisSettings redis;
    private final Vertx vertx;
    private final Clock clock;

    Restoration(
            Path data, ArchiveFiles archive, PostgresSettings postgres, RedisSettings redis, Vertx vertx, Clock clock) {
        this.data = data;
        waiting = data.resolve("restore");
        this.archive = new ArchiveCopy(archive);
        restores = new Restores(new PostgresLine(postgres));
        this.redis = redis;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Lays out what is to wait. */
    void prepare(String id, BackupFile file) throws IOException {
        discard();
        PrivateFiles.folder(data);
        PrivateFiles.folder(waiting);
        Path secrets = PrivateFiles.folder(waiting.resolve("secrets"));
        for (String name : file.names("secrets/")) {
            String own = name.substring("secrets/".length());
            if (!SecretFiles.isName(own)) {
                throw new BackupFailure("it holds a secret of a name that no hub gives: " + own);
            }
            PrivateFiles.write(secrets.resolve(own), text(file, name));
        }
        PrivateFiles.write(waiting.resolve("refused.json"), text(file, "redis/refused.json"));
        List<String> names = new ArrayList<>();
        for (String name : file.names("archive/")) {
            String own = name.substring("archive/".length());
            if (!ArchiveCopy.isName(own)) {
                throw new BackupFailure("it holds a file of a name that no archive has: " + own);
            }
            try (InputStream content = file.read(name)) {
                archive.keep(own, content);
            }
            names.add(own);
        }
        PrivateFiles.write(waiting.resolve("archive.txt"), String.join("\n", names));
        // The last one: without it what lies there is not whole.
        PrivateFiles.write(waiting.resolve("id"), id);
    }

    /**
     * Puts in place what waits, if PostgreSQL says that it is to be; clears it away if not. For a hub before it serves, and for the
     * command that restores. Fails with a {@link StartFailure}.
     */
    void finish() {
        Optional<String> unfinished = restores.unfinished();
        try {
            if (unfinished.isEmpty()) {
                // The archive's folder may be another node's as well, who is about to restore.
                if (Files.exists(waiting)) {
                    discard();
                }
                return;
            }
            String id = PrivateFiles.read(waiting.resolve("id")).orElse("");
            if (!id.equals(unfinished.get())) {
                throw new StartFailure(
                        "a backup is being restored by another node, or was, and is not in place yet: start the hub"
                                + " where \"hawser restore\" ran");
            }
            emptyRedis(PrivateFiles.read(waiting.resolve("refused.json")).orElse("[]"));
            archive.take(archived());
            SecretFiles.take(waiting.resolve("secrets"), data);
            restores.finished(id, clock.instant());
            discard();
            LOG.atInfo().addKeyValue("restore", id).log("a restored backup is in place");
        } catch (IOException e) {
            throw new StartFailure("what was restored can't be put in place: " + e.getMessage(), e);
        }
    }

    private Set<String> archived() throws IOException {
        Set<String> names = new HashSet<>();
        PrivateFiles.read(waiting.resolve("archive.txt")).orElse("").lines().forEach(names::add);
        return names;
    }

    /** What it holds is of a hub that is no more; what could not be read then still can't, and waits for a person. */
    private void emptyRedis(String refused) {
        List<RedisEstate.Aside> aside = new ArrayList<>();
        for (JsonNode entry : JsonText.own(refused)) {
            List<String> fields = new ArrayList<>();
            entry.path("fields").forEach(field -> fields.add(field.asText()));
            aside.add(new RedisEstate.Aside(
                    entry.path("shard").asInt(), entry.path("id").asText(), fields));
        }
        RedisEstate estate = Blocking.await(RedisEstate.connect(vertx, redis));
        try {
            Blocking.await(estate.clear());
            Blocking.await(estate.setAside(aside));
        } finally {
            Blocking.await(estate.close());
        }
    }

    private void discard() throws IOException {
        archive.discard();
        if (!Files.exists(waiting)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(waiting)) {
            all = tree.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    private static String text(BackupFile file, String name) throws IOException {
        try (InputStream in = file.read(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
