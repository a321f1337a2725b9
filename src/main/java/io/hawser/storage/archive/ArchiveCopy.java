package io.hawser.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The archive's files for who backs them up or restores them. What is restored waits in {@code .restore} on this machine until it is
 * known to count, and is then put into place. Blocks.
 */
public final class ArchiveCopy {
    private final ArchiveFiles files;
    private final Path waiting;

    /** @param files stay the caller's */
    public ArchiveCopy(ArchiveFiles files) {
        this.files = files;
        waiting = files.local(".restore");
    }

    /** Whether this is what a file of an archive is called. */
    public static boolean isName(String name) {
        return ArchiveFiles.isName(name);
    }

    /** Writes a file's content; fails with {@link NoSuchFileException} when it is not there. */
    public void copy(String name, OutputStream out) throws IOException {
        files.copy(name, out);
    }

    /** How many files are there, with receipts or without. */
    public int count() throws IOException {
        return files.present().size();
    }

    /** Takes a file in that is to wait, and forces it to the disk. */
    public void keep(String name, InputStream content) throws IOException {
        if (!isName(name)) {
            throw new IllegalArgumentException("no file of an archive: " + name);
        }
        Path file = waiting.resolve(name);
        Files.createDirectories(waiting, FolderFiles.OWNER_ONLY);
        Files.createDirectories(file.resolve(".."), FolderFiles.OWNER_ONLY);
        Files.copy(content, file);
        FolderFiles.force(file);
    }

    /** Whatever waits counts for nothing. */
    public void discard() throws IOException {
        FolderFiles.delete(waiting);
    }

    /** Puts all that waits into place, and takes away what was there before and is not among these; to be repeated if interrupted. */
    public void take(Set<String> counting) throws IOException {
        for (String name : FolderFiles.present(waiting)) {
            Path file = waiting.resolve(name);
            Print print = Print.of(file);
            files.put(file, name, print);
            files.verify(name, print);
        }
        List<String> present = files.present();
        for (String name : counting) {
            if (!present.contains(name)) {
                throw new NoSuchFileException(name);
            }
        }
        for (String name : present) {
            if (!counting.contains(name)) {
                files.delete(name);
            }
        }
        discard();
    }
}
