package io.hawser.storage.backup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A backup to read. What it gives out was checked before. Whoever opens it closes it. */
public final class BackupFile implements AutoCloseable {
    private final Path path;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(Path path, ZipFile zip, Manifest manifest) {
        this.path = path;
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens it and reads all of it once, so that nothing is begun with a file that is not whole.
     *
     * @throws BackupFailure where it is no backup, cut short, or altered
     */
    public static BackupFile open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new FileNotFoundException(path + " is no file");
        }
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new BackupFailure(
                    path + " can't be restored: it is no backup of a hub, or only the beginning of one", e);
        }
        try {
            BackupFile file = new BackupFile(path, zip, manifest(zip));
            file.check();
            return file;
        } catch (BackupFailure e) {
            zip.close();
            throw new BackupFailure(path + " can't be restored: " + e.getMessage(), e);
        } catch (ZipException e) {
            zip.close();
            throw new BackupFailure(path + " can't be restored: it is damaged (" + e.getMessage() + ")", e);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The names of its parts that begin so, in the order in which they were written. */
    public List<String> names(String prefix) {
        return manifest.parts().stream()
                .map(Manifest.Part::name)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** A part's content; the caller closes it. */
    public InputStream read(String name) throws IOException {
        return zip.getInputStream(entry(name));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static Manifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.NAME);
        if (entry == null) {
            throw new BackupFailure("it is no backup of a hub");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return Manifest.read(in.readAllBytes());
        }
    }

    private void check() throws IOException {
        Set<String> expected = new HashSet<>();
        for (Manifest.Part part : manifest.parts()) {
            expected.add(part.name());
            check(part);
        }
        boolean more = zip.stream()
                .map(ZipEntry::getName)
                .anyMatch(name -> !name.equals(Manifest.NAME) && !expected.contains(name));
        if (more || expected.size() != manifest.parts().size()) {
            throw new BackupFailure("it was altered: it holds other parts than its manifest says");
        }
    }

    private void check(Manifest.Part part) throws IOException {
        MessageDigest digest = BackupWriter.sha256();
        long bytes;
        try (InputStream in = new DigestInputStream(zip.getInputStream(entry(part.name())), digest)) {
            bytes = in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        if (bytes != part.bytes() || !HexFormat.of().formatHex(digest.digest()).equals(part.sha256())) {
            throw new BackupFailure("it is damaged: the checksum of " + part.name() + " is another one");
        }
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new BackupFailure("it is damaged: " + name + " is missing");
        }
        return entry;
    }
}
