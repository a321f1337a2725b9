package io.hawser.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the bundled programs, once: what lies in its place under its name is complete. */
final class Binaries {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    /** @param folder where the programs go; it stays, so that the next start finds them */
    Binaries(Path folder) throws IOException {
        this.folder = PrivateFiles.folder(folder).toRealPath();
    }

    /** The folder of all programs. */
    Path folder() {
        return folder;
    }

    /** A single program. */
    Path program(String resource) throws IOException {
        Path place = folder.resolve(resource);
        if (!Files.exists(place)) {
            Path fresh = Files.createTempFile(folder, resource, ".new", OWNER_ONLY);
            try (InputStream in = open(resource)) {
                Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return place;
    }

    /** A tree of files from a tar file that xz compressed; the folder's name changes with the content. */
    Path tree(String resource, String name) throws IOException {
        byte[] archive;
        try (InputStream in = open(resource)) {
            archive = in.readAllBytes();
        }
        Path place = folder.resolve(name + "-" + digest(archive));
        if (!Files.isDirectory(place)) {
            Path fresh = Files.createTempDirectory(folder, name + ".new");
            unpack(archive, fresh);
            try {
                Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.isDirectory(place)) {
                    throw e;
                }
                delete(fresh); // Somebody else was faster.
            }
        }
        return place;
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("an entry leads out of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file, OWNER_ONLY);
                    continue;
                }
                Files.createDirectories(file.getParent(), OWNER_ONLY);
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, file);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
                }
            }
        }
    }

    /** Removes a file or a folder with all that is in it; what is not there is no error. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(root)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Binaries.class.getResourceAsStream("/" + resource);
        if (in == null) {
            throw new EmbeddedFailure("this build carries no " + resource + ": build it on this kind of machine, "
                    + "or set redis.url and postgres.url");
        }
        return new BufferedInputStream(in);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
