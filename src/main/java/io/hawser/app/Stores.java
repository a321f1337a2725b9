package io.hawser.app;

import io.hawser.embedded.EmbeddedFailure;
import io.hawser.embedded.EmbeddedPostgres;
import io.hawser.embedded.EmbeddedRedis;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Redis and PostgreSQL are: at the addresses that were set, or, for want of one, as the hub's own children. */
final class Stores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    private final String redisUrl;
    private final String postgresUrl;
    private final @Nullable EmbeddedRedis redis;
    private final @Nullable EmbeddedPostgres postgres;

    private Stores(
            String redisUrl, String postgresUrl, @Nullable EmbeddedRedis redis, @Nullable EmbeddedPostgres postgres) {
        this.redisUrl = redisUrl;
        this.postgresUrl = postgresUrl;
        this.redis = redis;
        this.postgres = postgres;
    }

    /** Starts what has no address, both at the same time; fails with a {@link StartFailure}. */
    static Stores start(HubConfig config, DataFolder folder) {
        var programs = folder.path().resolve("bin");
        boolean always = config.redis().fsync() == HubConfig.Fsync.ALWAYS;
        CompletableFuture<Optional<EmbeddedRedis>> redis = embedded(
                "redis",
                config.redis().url(),
                () -> EmbeddedRedis.start(
                        folder.path().resolve("redis"), programs, folder.secret("redis.password"), always));
        CompletableFuture<Optional<EmbeddedPostgres>> postgres = embedded(
                "postgres",
                config.postgres().url(),
                () -> EmbeddedPostgres.start(
                        folder.path().resolve("postgres"), programs, folder.secret("postgres.password")));
        try {
            EmbeddedRedis ownRedis = redis.join().orElse(null);
            EmbeddedPostgres ownPostgres = postgres.join().orElse(null);
            return new Stores(
                    address(config.redis().url(), ownRedis == null ? null : ownRedis.url()),
                    address(config.postgres().url(), ownPostgres == null ? null : ownPostgres.url()),
                    ownRedis,
                    ownPostgres);
        } catch (CompletionException e) {
            // The other one may have started, or be about to.
            redis.exceptionally(failure -> Optional.empty()).join().ifPresent(EmbeddedRedis::close);
            postgres.exceptionally(failure -> Optional.empty()).join().ifPresent(EmbeddedPostgres::close);
            if (e.getCause() instanceof EmbeddedFailure failure) {
                throw new StartFailure(String.valueOf(failure.getMessage()), failure);
            }
            throw e.getCause() instanceof StartFailure failure ? failure : e;
        }
    }

    String redisUrl() {
        return redisUrl;
    }

    String postgresUrl() {
        return postgresUrl;
    }

    @Override
    public void close() {
        if (postgres != null) {
            postgres.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private static <T> CompletableFuture<Optional<T>> embedded(String name, @Nullable String url, Supplier<T> start) {
        if (url != null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        long begun = System.nanoTime();
        return CompletableFuture.supplyAsync(
                () -> {
                    T store = start.get();
                    LOG.atInfo()
                            .addKeyValue("store", name)
                            .addKeyValue("ms", (System.nanoTime() - begun) / 1_000_000)
                            .log("embedded store started");
                    return Optional.of(store);
                },
                task -> new Thread(task, "start-" + name).start());
    }

    private static String address(@Nullable String set, @Nullable String own) {
        if (set != null) {
            return set;
        }
        if (own != null) {
            return own;
        }
        throw new IllegalStateException("a store without an address");
    }
}
