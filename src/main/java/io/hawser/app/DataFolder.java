package io.hawser.app;

import io.hawser.domain.Secret;
import io.hawser.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder of everything an installation keeps. Whoever holds it is its only hub. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the folder if need be and takes it; fails with a {@link StartFailure} when it cannot be written or is another hub's. */
    static DataFolder open(Path data) {
        Path absolute = data.toAbsolutePath().normalize();
        try {
            Path path = PrivateFiles.folder(absolute).toRealPath();
            if (!Files.isWritable(path)) {
                throw new StartFailure("the data folder " + path + " cannot be written");
            }
            Path file = path.resolve("hub.lock");
            FileChannel channel = PrivateFiles.open(file);
            if (lock(channel) == null) {
                channel.close();
                String holder = PrivateFiles.read(file).orElse("").strip();
                throw new StartFailure("the data folder " + path + " is in use by another hub"
                        + (holder.isEmpty() ? "" : " (process " + holder + ")"));
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new StartFailure("the data folder " + absolute + " cannot be written: " + reason(e), e);
        }
    }

    /** Its real path. */
    Path path() {
        return path;
    }

    /** A secret of this folder, made when it is first asked for. */
    String secret(String name) {
        try {
            Path file = PrivateFiles.folder(path.resolve("secrets")).resolve(name);
            Optional<String> kept = PrivateFiles.read(file);
            if (kept.isPresent()) {
                return kept.get().strip();
            }
            String made = Secret.random();
            PrivateFiles.write(file, made + "\n");
            return made;
        } catch (IOException e) {
            throw new StartFailure("a secret in " + path + " cannot be kept: " + reason(e), e);
        }
    }

    /** A secret that is there already. */
    Optional<String> keptSecret(String name) {
        try {
            return PrivateFiles.read(path.resolve("secrets").resolve(name)).map(String::strip);
        } catch (IOException e) {
            throw new StartFailure("a secret in " + path + " cannot be read: " + reason(e), e);
        }
    }

    /** A name for this installation's node, the same after a restart. */
    String node() {
        return "node-" + Secret.hash(secret("node")).substring(0, 12);
    }

    /** Lets go of the folder. */
    @Override
    public void close() throws IOException {
        channel.truncate(0);
        channel.close();
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Another hub of this very process.
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
