package io.hawser.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files of one root: of the class path, each read once and kept, or of a folder, read anew each time. Names are relative, of
 * plain characters, and never lead out of the root. Reading blocks; safe for use by any thread.
 */
final class Assets {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_@-][A-Za-z0-9._@-]*(/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)*");

    private final String root;
    private final @Nullable Path folder;
    private final Map<String, Asset> kept = new ConcurrentHashMap<>();

    private Assets(String root, @Nullable Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /** Those below a path of the class path, {@code webroot}. */
    static Assets ofClassPath(String root) {
        return new Assets(root, null);
    }

    /** Those of a folder. */
    static Assets ofFolder(Path folder) {
        return new Assets("", folder);
    }

    /** What has been read already and can't have changed since. */
    @Nullable Asset kept(String name) {
        return kept.get(name);
    }

    /** Reads a file. */
    Optional<Asset> read(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Asset known = kept.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            byte[] bytes = folder == null ? ofClassPath(root, name) : ofFolder(folder, name);
            if (bytes == null) {
                return Optional.empty();
            }
            Asset asset = Asset.of(name, bytes);
            if (folder == null) {
                kept.put(name, asset);
            }
            return Optional.of(asset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte @Nullable [] ofClassPath(String root, String name) throws IOException {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(root + "/" + name)) {
            // A folder within a jar reads as nothing, one on the disk as a list of names: neither is a file.
            byte[] bytes =
                    in == null || !name.substring(name.lastIndexOf('/') + 1).contains(".") ? null : in.readAllBytes();
            return bytes == null || bytes.length == 0 ? null : bytes;
        }
    }

    private static byte @Nullable [] ofFolder(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }
}
