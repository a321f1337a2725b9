package io.hawser.storage.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies on this machine of files that are elsewhere, each under a key that says what is in it. Those that were not used for longest go
 * when all together are too large. Who reads some has links to them of their own, so that none goes while it is read, whichever
 * process does either. Safe for use by any thread.
 */
final class FileCache {
    private static final String LEASE = "lease-";
    private static final String COPY = ".parquet";
    /** No reading takes that long: what is older was left by a process that ended. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Path folder;
    private final long most;
    private final Clock clock;

    /** @param most bytes of all copies together, beside those that are being read */
    FileCache(Path folder, long most, Clock clock) {
        this.folder = folder;
        this.most = most;
        this.clock = clock;
    }

    long most() {
        return most;
    }

    /** One of the files that are wanted. */
    interface Wanted {
        String key();

        /** Writes it to a file that is there and empty; fails unless it is what it must be. */
        void fetch(Path to) throws IOException;
    }

    /** Copies of all of these, those that are not here fetched. */
    Copies copies(List<? extends Wanted> files) throws IOException {
        Files.createDirectories(folder, FolderFiles.OWNER_ONLY);
        Path lease = Files.createTempDirectory(folder, LEASE, FolderFiles.OWNER_ONLY);
        try {
            List<Path> copies = new ArrayList<>();
            for (Wanted wanted : files) {
                Path copy = lease.resolve(copies.size() + COPY);
                if (!link(place(wanted.key()), copy)) {
                    fetch(wanted, copy);
                }
                copies.add(copy);
            }
            trim();
            return new Copies(copies, lease);
        } catch (IOException | RuntimeException e) {
            FolderFiles.delete(lease);
            throw e;
        }
    }

    /** Fetches it even if it is here. */
    void refresh(Wanted wanted) throws IOException {
        Files.createDirectories(folder, FolderFiles.OWNER_ONLY);
        Files.deleteIfExists(place(wanted.key()));
        copies(List.of(wanted)).close();
    }

    private Path place(String key) {
        return folder.resolve(key + COPY);
    }

    private void fetch(Wanted wanted, Path copy) throws IOException {
        Files.createFile(copy);
        wanted.fetch(copy);
        link(copy, place(wanted.key()));
    }

    /** Whether there was something to be linked to; where links can't be made it is copied. */
    private boolean link(Path present, Path fresh) throws IOException {
        try {
            Files.setLastModifiedTime(present, FileTime.from(clock.instant()));
            try {
                Files.createLink(fresh, present);
            } catch (UnsupportedOperationException e) {
                Files.copy(present, fresh);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileAlreadyExistsException e) {
            // Another process was as fast, with the same.
            return true;
        }
    }

    private void trim() throws IOException {
        List<Kept> kept = new ArrayList<>();
        Instant old = clock.instant().minus(LONGEST);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.toList()) {
                look(path, old, kept);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        kept.sort(Comparator.comparing(Kept::used));
        long sum = kept.stream().mapToLong(Kept::bytes).sum();
        for (Kept one : kept) {
            if (sum <= most) {
                return;
            }
            Files.deleteIfExists(one.path());
            sum -= one.bytes();
        }
    }

    private static void look(Path path, Instant old, List<Kept> kept) throws IOException {
        try {
            Instant used = Files.getLastModifiedTime(path).toInstant();
            if (Files.isDirectory(path)) {
                if (used.isBefore(old)) {
                    FolderFiles.delete(path);
                }
            } else {
                kept.add(new Kept(path, Files.size(path), used));
            }
        } catch (NoSuchFileException e) {
            // Somebody else has just let go of it.
            return;
        }
    }

    private record Kept(Path path, long bytes, Instant used) {}
}
