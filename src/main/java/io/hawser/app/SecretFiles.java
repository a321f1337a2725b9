package io.hawser.app;

import io.hawser.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The secrets in a data folder that belong to the hub wherever it lives, as its signing keys do. */
final class SecretFiles {
    /** These belong to this installation and its embedded stores. */
    private static final Set<String> LOCAL = Set.of("node", "redis.password", "postgres.password");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private SecretFiles() {}

    /** Where they are. */
    static Path folder(Path data) {
        return data.resolve("secrets");
    }

    /** Whether a file of this name may be taken from a backup. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !LOCAL.contains(name);
    }

    /** Those that are in the folder, by name. */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> isName(name(file)) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Puts what is in one folder in the place of what is in the other; to be repeated if interrupted. */
    static void take(Path from, Path data) throws IOException {
        for (Path file : in(from)) {
            PrivateFiles.write(PrivateFiles.folder(folder(data)).resolve(name(file)), Files.readString(file));
        }
    }
}
