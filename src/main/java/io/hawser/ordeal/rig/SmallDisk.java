package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk of a few MiB, in memory, that can be filled up. Only who may mount has one: root, or who seems to be in a namespace. */
public final class SmallDisk implements AutoCloseable {
    private static final byte[] BLOCK = new byte[1 << 16];

    private final Path folder;
    private final Path ballast;
    private final Thread hook = new Thread(this::unmount, "unmount");

    /** Mounts it; fails with {@link BenchFailure} where that is not allowed. */
    public SmallDisk(Lab lab, String name, int mib) {
        folder = lab.fresh(name);
        ballast = folder.resolve("ballast");
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Optional<String> refusal = mount(folder, mib);
        if (refusal.isPresent()) {
            throw new BenchFailure("no disk can be mounted: " + refusal.get());
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Why there can be none here; empty when there can. */
    public static Optional<String> obstacle() {
        try {
            Path folder = Files.createTempDirectory("hawser-disk");
            try {
                Optional<String> refusal = mount(folder, 1);
                if (refusal.isEmpty()) {
                    Programs.run(List.of("umount", folder.toString()));
                }
                return refusal;
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> mount(Path folder, int mib) {
        if (Programs.find("mount").isEmpty()) {
            return Optional.of("there is no mount program");
        }
        // PostgreSQL may have to run as somebody else, who has to pass through.
        Programs.Ended ended = Programs.run(List.of(
                "mount", "-t", "tmpfs", "-o", "mode=711,size=" + mib + "m", "hawser-ordeal", folder.toString()));
        return ended.code() == 0
                ? Optional.empty()
                : ended.text().lines().findFirst().or(() -> Optional.of("mount gives no reason"));
    }

    /** A folder on it that is not there yet. */
    public Path folder(String name) {
        return folder.resolve(name);
    }

    /** Takes all the room that is left. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException full) {
            // That is what was wanted; anything else shows in that there still is room.
            if (folder.toFile().getUsableSpace() > BLOCK.length) {
                throw new BenchFailure("the disk cannot be filled: " + full.getMessage());
            }
        }
    }

    /** Gives the room back. */
    public void clear() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unmount() {
        Programs.run(List.of("umount", "--lazy", folder.toString()));
    }

    /** Unmounts it, with whatever is on it. */
    @Override
    public void close() {
        unmount();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already: unmounting twice does no harm.
        }
    }
}
