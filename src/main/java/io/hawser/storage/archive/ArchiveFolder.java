package io.hawser.storage.archive;

import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The archive's files, {@code day=2026-01-31/kind=state/part-0.parquet}, and beside them {@code .work}, where they are made.
 * Folders are nobody else's (mode 0700).
 */
final class ArchiveFolder {
    static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;

    ArchiveFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** A file's path within the archive. */
    static String name(LocalDate day, Kind kind, int part) {
        return "day=" + day + "/kind=" + Words.lower(kind) + "/part-" + part + ".parquet";
    }

    Path file(String name) {
        return root.resolve(name);
    }

    /** An empty folder to work in: what a run left that was interrupted is gone. */
    Path work() throws IOException {
        Path work = root.resolve(".work");
        delete(work);
        return Files.createDirectories(work, OWNER_ONLY);
    }

    /** What was worked on is not needed any more. */
    void clear() throws IOException {
        delete(root.resolve(".work"));
    }

    /** Forces a file to the disk. */
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Moves a file to its place, over one that an interrupted run may have left there; it is there after a power cut too. */
    void take(Path file, String name) throws IOException {
        Path place = file(name);
        Path kind = parent(place);
        Files.createDirectories(kind, OWNER_ONLY);
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (Path folder : List.of(kind, parent(kind), root)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Deletes the folder with all that it holds, if it is there. */
    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("the root of all has no parent");
        }
        return parent;
    }
}
