package io.hawser.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The archive's files for who backs them up or restores them. What is restored waits in {@code .restore} beside them until it is
 * known to count, and is then moved into place. Blocks.
 */
public final class ArchiveCopy {
    private static final Pattern NAME =
            Pattern.compile("day=\\d{4}-\\d\\d-\\d\\d/kind=[a-z]{1,20}/part-\\d{1,9}\\.parquet");

    private final ArchiveFolder folder;
    private final Path root;
    private final Path waiting;

    public ArchiveCopy(Path folder) {
        this.folder = new ArchiveFolder(folder);
        root = this.folder.file("");
        waiting = this.folder.file(".restore");
    }

    /** Whether this is what a file of an archive is called. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A file to read. */
    public Path file(String name) {
        return folder.file(name);
    }

    /** How many files are there, with receipts or without. */
    public int count() throws IOException {
        return present(root).size();
    }

    /** Takes a file in that is to wait, and forces it to the disk. */
    public void keep(String name, InputStream content) throws IOException {
        if (!isName(name)) {
            throw new IllegalArgumentException("no file of an archive: " + name);
        }
        Path file = waiting.resolve(name);
        Files.createDirectories(waiting, ArchiveFolder.OWNER_ONLY);
        Files.createDirectories(file.resolve(".."), ArchiveFolder.OWNER_ONLY);
        Files.copy(content, file);
        ArchiveFolder.force(file);
    }

    /** Whatever waits counts for nothing. */
    public void discard() throws IOException {
        ArchiveFolder.delete(waiting);
    }

    /** Moves all that waits into place, and takes away what was there before and is not among these; to be repeated if interrupted. */
    public void take(Set<String> counting) throws IOException {
        for (String name : present(waiting)) {
            folder.take(waiting.resolve(name), name);
        }
        for (String name : counting) {
            if (!Files.exists(folder.file(name))) {
                throw new NoSuchFileException(folder.file(name).toString());
            }
        }
        for (String name : present(root)) {
            if (!counting.contains(name)) {
                Files.delete(folder.file(name));
            }
        }
        discard();
    }

    private static List<String> present(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root, 3)) {
            return all.map(path -> root.relativize(path).toString())
                    .filter(ArchiveCopy::isName)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
