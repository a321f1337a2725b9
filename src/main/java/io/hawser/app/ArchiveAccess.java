package io.hawser.app;

import io.hawser.embedded.EmbeddedFailure;
import io.hawser.embedded.EmbeddedPostgres;
import io.hawser.embedded.PrivateFiles;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.postgres.PostgresLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The stores of an installation for a command that archives or asks, while its hub runs or not. The embedded PostgreSQL is used
 * where it runs; else it is started, in the place of a hub, and stopped by {@link #close}. Blocks.
 */
final class ArchiveAccess implements AutoCloseable {
    private final Parts parts = new Parts();
    private final PartSettings settings;
    private final PostgresLine postgres;

    /** Fails with a {@link StartFailure}. */
    ArchiveAccess(HubConfig config) {
        settings = new PartSettings(config);
        try {
            String url = config.postgres().url();
            postgres = new PostgresLine(settings.postgres(url == null ? embedded(config.data()) : url));
        } catch (IOException e) {
            parts.close();
            throw new StartFailure("the data folder cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            parts.close();
            throw new StartFailure("postgres.url: " + e.getMessage(), e);
        } catch (EmbeddedFailure e) {
            parts.close();
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    PostgresLine postgres() {
        return postgres;
    }

    /** The archive's files, for the time that this is open. */
    ArchiveFiles files() {
        return parts.add("archive", ArchiveFiles.at(settings.archive()));
    }

    @Override
    public void close() {
        parts.close();
    }

    private String embedded(Path data) throws IOException {
        Path home = data.resolve("postgres");
        if (!Files.isDirectory(home)) {
            throw new StartFailure("there is no history: "
                    + data.toAbsolutePath().normalize() + " holds none, and postgres.url is not set");
        }
        Optional<String> password = PrivateFiles.read(data.resolve("secrets/postgres.password"));
        if (password.isPresent()) {
            Optional<String> running =
                    EmbeddedPostgres.running(home, password.get().strip());
            if (running.isPresent()) {
                return running.get();
            }
        }
        DataFolder folder = parts.add("data folder", DataFolder.open(data));
        Path own = folder.path();
        return parts.add(
                        "postgres",
                        EmbeddedPostgres.start(
                                own.resolve("postgres"), own.resolve("bin"), folder.secret("postgres.password")))
                .url();
    }
}
