package io.hawser.storage.archive;

import io.hawser.archive.Receipt;
import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of an archive, wherever they are, by names such as {@code day=2026-01-31/kind=state/part-0.parquet}; and a folder of
 * this machine where they are made. Blocks. Safe for use by any thread, but for the working folder, which is for who holds the
 * archive. What can't be reached or is not what was put there fails with an {@link IOException} whose message is one line for
 * the operator.
 */
public abstract class ArchiveFiles implements AutoCloseable {
    private static final Pattern NAME =
            Pattern.compile("day=\\d{4}-\\d\\d-\\d\\d/kind=[a-z]{1,20}/part-\\d{1,9}(-[0-9a-f]{12})?\\.parquet");

    private final Path local;

    ArchiveFiles(Path local) {
        this.local = local.toAbsolutePath().normalize();
    }

    /** Those in this place. Nothing is made or connected to before it is needed. */
    public static ArchiveFiles at(ArchivePlace place) {
        if (place instanceof ArchivePlace.Bucket bucket) {
            return new BucketFiles(bucket, Clock.systemUTC());
        }
        return new FolderFiles(((ArchivePlace.Folder) place).root());
    }

    /** Whether this is what a file of an archive is called. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** An empty folder to work in: what a run left that was interrupted is gone. */
    final Path work() throws IOException {
        Path work = local(".work");
        FolderFiles.delete(work);
        return Files.createDirectories(work, FolderFiles.OWNER_ONLY);
    }

    /** What was worked on is not needed any more. */
    final void clear() throws IOException {
        FolderFiles.delete(local(".work"));
    }

    /** A path in the folder of this machine that belongs to the archive. */
    final Path local(String name) {
        return local.resolve(name);
    }

    /** What a new file is to be called. */
    abstract String name(LocalDate day, Kind kind, int part, Print print);

    static String folder(LocalDate day, Kind kind) {
        return "day=" + day + "/kind=" + Words.lower(kind) + "/";
    }

    /**
     * Puts a file in its place, over one that an interrupted run may have left there. It is there after a power cut too. The file itself
     * may be gone afterwards.
     */
    abstract void put(Path file, String name, Print print) throws IOException;

    /** Fails unless what is in that place reads as what was put there. */
    abstract void verify(String name, Print print) throws IOException;

    /** How many bytes of files can be read at once. */
    abstract long room();

    /**
     * The files of receipts, to be read on this machine. What is known of how they must look is looked at when they come from elsewhere.
     *
     * @param look is run now and then while that takes time, and may throw
     */
    abstract Copies copies(List<Receipt> receipts, Runnable look) throws IOException;

    /** Writes a file's content; fails with {@link java.nio.file.NoSuchFileException} when it is not there. */
    abstract void copy(String name, OutputStream out) throws IOException;

    /** The names of all that are there, with receipts or without, in their order. */
    abstract List<String> present() throws IOException;

    abstract void delete(String name) throws IOException;

    /** Lets go of connections. */
    @Override
    public abstract void close();
}
