package io.hawser.app;

import io.hawser.embedded.EmbeddedFailure;
import io.hawser.embedded.EmbeddedPostgres;
import io.hawser.embedded.EmbeddedRedis;
import io.hawser.embedded.PrivateFiles;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.redis.RedisSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Both stores of an installation for a command that works beside its hub or in its place. Blocks. */
final class StoreAccess implements AutoCloseable {
    private final Parts parts = new Parts();
    private final PartSettings settings;
    private final Path data;
    private final @Nullable DataFolder held;
    private final String redisUrl;
    private final String postgresUrl;

    private StoreAccess(HubConfig config, boolean alone) {
        settings = new PartSettings(config);
        data = config.data();
        try {
            Optional<String> redis = alone ? Optional.empty() : redis(config);
            Optional<String> postgres = alone ? Optional.empty() : postgres(config);
            if (redis.isPresent() && postgres.isPresent()) {
                held = null;
                redisUrl = redis.get();
                postgresUrl = postgres.get();
            } else {
                held = parts.add("data folder", DataFolder.open(data));
                Stores stores = parts.add("stores", Stores.start(config, held));
                redisUrl = stores.redisUrl();
                postgresUrl = stores.postgresUrl();
            }
        } catch (IOException e) {
            parts.close();
            throw new StartFailure("the data folder cannot be read: " + e.getMessage(), e);
        } catch (EmbeddedFailure e) {
            parts.close();
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        } catch (StartFailure e) {
            parts.close();
            throw e;
        }
    }

    /** The stores where they serve already, whoever runs them; the embedded ones are started where none do. Fails with a {@link StartFailure}. */
    static StoreAccess beside(HubConfig config) {
        if (config.postgres().url() == null && !Files.isDirectory(config.data().resolve("postgres"))) {
            throw new StartFailure("there is no hub: "
                    + config.data().toAbsolutePath().normalize() + " holds none, and postgres.url is not set");
        }
        return new StoreAccess(config, false);
    }

    /** The stores with the data folder held, so that no hub can start on it; fails with a {@link StartFailure}, also where one runs. */
    static StoreAccess alone(HubConfig config) {
        return new StoreAccess(config, true);
    }

    PostgresSettings postgres() {
        return settings.postgres(postgresUrl);
    }

    RedisSettings redis() {
        return settings.redis(redisUrl);
    }

    PartSettings settings() {
        return settings;
    }

    Path data() {
        return data;
    }

    /** The data folder where this holds it; empty beside a hub, or where all stores are elsewhere. */
    Optional<DataFolder> held() {
        return Optional.ofNullable(held);
    }

    @Override
    public void close() {
        parts.close();
    }

    private static Optional<String> redis(HubConfig config) throws IOException {
        String url = config.redis().url();
        Optional<String> password = secret(config, "redis.password");
        return url != null
                ? Optional.of(url)
                : password.isEmpty()
                        ? Optional.empty()
                        : EmbeddedRedis.running(config.data().resolve("redis"), password.get());
    }

    private static Optional<String> postgres(HubConfig config) throws IOException {
        String url = config.postgres().url();
        Optional<String> password = secret(config, "postgres.password");
        return url != null
                ? Optional.of(url)
                : password.isEmpty()
                        ? Optional.empty()
                        : EmbeddedPostgres.running(config.data().resolve("postgres"), password.get());
    }

    private static Optional<String> secret(HubConfig config, String name) throws IOException {
        return PrivateFiles.read(config.data().resolve("secrets").resolve(name)).map(String::strip);
    }
}
