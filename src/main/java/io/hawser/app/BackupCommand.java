package io.hawser.app;

import io.hawser.domain.Failure;
import io.hawser.storage.backup.Manifest;
import io.vertx.core.Vertx;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Backs up the whole hub. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes the whole hub into one file: all that PostgreSQL keeps, the archive's files and the hub's keys, as of one moment."
                    + " All that was acknowledged before that moment is in it. A hub may run meanwhile and is not held up.",
            "",
            "The file is as secret as the hub itself: whoever has it has its keys, and what devices said. It is made for nobody"
                    + " else to read (mode 0600) and is not encrypted; \"-\" writes it to standard output, for a program that does."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser backup hub-2026-01-31.backup",
            "  hawser backup - | age -r age1... > hub-2026-01-31.backup.age",
            "",
            "Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong settings or arguments."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    @Parameters(paramLabel = "FILE", description = "Where to write it; must not be there yet. \"-\": standard output.")
    private String file = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws BadSettings, IOException {
        System.setProperty("hawser.log.level", "WARN");
        HubConfig config = settings.read();
        Vertx vertx = Vertx.vertx();
        try (StoreAccess access = StoreAccess.beside(config)) {
            Backup backup = new Backup(access, vertx, Clock.systemUTC());
            if (file.equals("-")) {
                backup.tell(backup.write(System.out));
            } else {
                Path target = Path.of(file).toAbsolutePath();
                print(target, write(backup, target));
            }
        } catch (Failure e) {
            throw new StartFailure(e.words(), e);
        } finally {
            Blocking.await(vertx.close());
        }
        return 0;
    }

    /** Under another name until it is whole and on the disk. */
    private static Manifest write(Backup backup, Path target) throws IOException {
        if (Files.exists(target)) {
            throw new StartFailure(target + " is there already");
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StartFailure(folder + " is no folder");
        }
        Path fresh = Files.createTempFile(
                folder,
                "." + target.getFileName(),
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // For an end by Ctrl-C.
        fresh.toFile().deleteOnExit();
        try {
            Manifest manifest;
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                manifest = backup.write(out);
                out.flush();
                channel.force(true);
            }
            backup.tell(manifest);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
            return manifest;
        } catch (IOException e) {
            throw new StartFailure("the backup could not be written to " + target + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void print(Path target, Manifest manifest) throws IOException {
        long archived = manifest.parts().stream()
                .filter(part -> part.name().startsWith("archive/"))
                .count();
        PrintWriter out = spec.commandLine().getOut();
        out.println(target + ": " + Files.size(target) + " bytes, "
                + manifest.tables().size() + " tables, " + archived + " files of the archive, as of "
                + manifest.madeAt());
        out.flush();
    }
}
