package io.hawser.storage.archive;

import io.hawser.archive.Receipt;
import io.hawser.domain.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

/** An archive's files in a folder, and beside them {@code .work}, where they are made. Folders are nobody else's (mode 0700). */
final class FolderFiles extends ArchiveFiles {
    static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    FolderFiles(Path root) {
        super(root);
    }

    @Override
    String name(LocalDate day, Kind kind, int part, Print print) {
        return folder(day, kind) + "part-" + part + ".parquet";
    }

    @Override
    void put(Path file, String name, Print print) throws IOException {
        Path place = local(name);
        Path kind = parent(place);
        Files.createDirectories(kind, OWNER_ONLY);
        force(file);
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (Path folder : List.of(kind, parent(kind), local(""))) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** It was moved, which changes nothing of it. */
    @Override
    void verify(String name, Print print) throws IOException {
        long bytes = Files.size(local(name));
        if (bytes != print.bytes()) {
            throw new IOException(local(name) + " has " + bytes + " bytes, not the " + print.bytes() + " written");
        }
    }

    @Override
    long room() {
        return Long.MAX_VALUE;
    }

    @Override
    Copies copies(List<Receipt> receipts, Runnable look) {
        return new Copies(
                receipts.stream()
                        .flatMap(receipt -> receipt.file().stream())
                        .map(this::local)
                        .toList(),
                null);
    }

    @Override
    void copy(String name, OutputStream out) throws IOException {
        Files.copy(local(name), out);
    }

    @Override
    List<String> present() throws IOException {
        return present(local(""));
    }

    @Override
    void delete(String name) throws IOException {
        Files.delete(local(name));
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    /** The names of files of an archive that a folder has. */
    static List<String> present(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root, 3)) {
            return all.map(path -> root.relativize(path).toString())
                    .filter(ArchiveFiles::isName)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Forces a file to the disk. */
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
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
