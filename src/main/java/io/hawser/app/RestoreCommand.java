package io.hawser.app;

import io.hawser.domain.Failure;
import io.hawser.domain.Secret;
import io.hawser.storage.archive.ArchiveCopy;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.backup.BackupFailure;
import io.hawser.storage.backup.BackupFile;
import io.hawser.storage.backup.Manifest;
import io.hawser.storage.postgres.PostgresLoad;
import io.hawser.storage.redis.RedisEstate;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a hub what a backup says. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes this hub what it was when the backup was made. The hub must be stopped. All of the file is checked before anything"
                    + " is touched; then the change is made as one: whatever ends it, the hub is the old one or the restored one.",
            "",
            "Only into an empty hub, unless --replace is given. People log in anew afterwards, and devices say hello by their"
                    + " secret; commands that were under way end as \"unknown\"."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser restore hub-2026-01-31.backup",
            "  hawser restore hub-2026-01-31.backup --replace",
            "  age -d hub.backup.age > hub.backup && hawser restore hub.backup",
            "",
            "Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong settings or arguments."
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    @Option(names = "--replace", description = "Also where there is a hub already: all that it has is lost.")
    private boolean replace;

    @Parameters(paramLabel = "FILE", description = "What \"hawser backup\" wrote.")
    private Path file = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws BadSettings {
        System.setProperty("hawser.log.level", "WARN");
        HubConfig config = settings.read();
        Clock clock = Clock.systemUTC();
        Vertx vertx = Vertx.vertx();
        try (BackupFile backup = BackupFile.open(file)) {
            Instant made = backup.manifest().madeAt();
            if (clock.instant().isBefore(made)) {
                throw new StartFailure("this machine's clock is at " + clock.instant() + ", and the backup was made at "
                        + made + ": set the clock first");
            }
            try (StoreAccess access = StoreAccess.alone(config)) {
                restore(backup, access, vertx, clock);
            }
        } catch (Failure e) {
            throw new StartFailure(e.words(), e);
        } catch (BackupFailure e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartFailure("nothing was restored: " + e.getMessage(), e);
        } finally {
            Blocking.await(vertx.close());
        }
        return 0;
    }

    private void restore(BackupFile backup, StoreAccess access, Vertx vertx, Clock clock) throws IOException {
        try (ArchiveFiles archive = ArchiveFiles.at(access.settings().archive())) {
            restore(backup, access, archive, vertx, clock);
        }
    }

    private void restore(BackupFile backup, StoreAccess access, ArchiveFiles archive, Vertx vertx, Clock clock)
            throws IOException {
        Manifest manifest = backup.manifest();
        long live = live(access, vertx);
        Restoration rest = new Restoration(access.data(), archive, access.postgres(), access.redis(), vertx, clock);
        int commands;
        try (PostgresLoad postgres = new PostgresLoad(access.postgres(), manifest.schema())) {
            permit(postgres.present(), new ArchiveCopy(archive).count(), live);
            String id = Secret.random();
            rest.prepare(id, backup);
            postgres.clear(manifest.tables(), manifest.days());
            for (Map.Entry<String, List<String>> table : manifest.tables().entrySet()) {
                try (InputStream rows = backup.read("postgres/" + table.getKey() + ".copy")) {
                    postgres.copy(table.getKey(), table.getValue(), rows);
                }
            }
            commands = postgres.settle(id, manifest.madeAt(), clock.instant());
            postgres.commit();
        }
        rest.finish();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Restored as of " + manifest.madeAt()
                + ". Start the hub: people log in anew, devices come back by their secret"
                + (commands == 0 ? "." : "; " + commands + " commands that were under way ended as unknown."));
        out.flush();
    }

    /** How many keys the live store has; fails where a hub is connected. */
    private static long live(StoreAccess access, Vertx vertx) {
        RedisEstate redis = Blocking.await(RedisEstate.connect(vertx, access.redis()));
        try {
            if (Blocking.await(redis.isInUse())) {
                throw new StartFailure("a hub is connected to this Redis: stop all its nodes first");
            }
            return Blocking.await(redis.count());
        } finally {
            Blocking.await(redis.close());
        }
    }

    private void permit(PostgresLoad.Inventory kept, int files, long live) {
        if (kept.isEmpty() && files == 0 && live == 0) {
            return;
        }
        String what = kept.people() + " people, " + kept.devices() + " devices, "
                + (kept.log() ? "their history, " : "no history, ") + kept.archived() + " archived days in " + files
                + " files, " + live + " keys in Redis";
        if (!replace) {
            throw new StartFailure("there is a hub already (" + what
                    + "); --replace puts the backup in its place, and all that is lost");
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("Replacing " + what + ".");
        err.flush();
    }
}
