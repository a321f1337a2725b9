package io.hawser.device;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.DeviceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials of devices that came by lately, so that a home which reconnects asks the register nothing: for ten minutes, of an
 * unknown device for five seconds. While the register is away, what is known of a device is still believed for a day.
 */
final class CredentialCache {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialCache.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration FRESH_UNKNOWN = Duration.ofSeconds(5);
    private static final Duration BELIEVED = Duration.ofDays(1);
    private static final int MOST = 200_000;

    private final Vertx vertx;
    private final DeviceStore store;
    private final Clock clock;
    private final AsyncCache<DeviceId, Held> cache;

    CredentialCache(Vertx vertx, DeviceStore store, Clock clock) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
        cache = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(BELIEVED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    Future<DeviceCredentials> of(DeviceId device) {
        CompletableFuture<Held> found = cache.get(
                device, (missing, executor) -> load(missing).toCompletionStage().toCompletableFuture());
        if (!found.isDone() || found.isCompletedExceptionally()) {
            return Future.fromCompletionStage(found, vertx.getOrCreateContext()).map(Held::credentials);
        }
        Held held = found.join();
        if (clock.instant().isBefore(held.freshUntil())) {
            return Future.succeededFuture(held.credentials());
        }
        return load(device).transform(loaded -> {
            if (loaded.succeeded()) {
                // Unless it was forgotten meanwhile: what was read may be older than the reason for that.
                cache.asMap().replace(device, found, CompletableFuture.completedFuture(loaded.result()));
                return Future.succeededFuture(loaded.result().credentials());
            }
            if (held.known()) {
                LOG.atDebug()
                        .addKeyValue("device", device)
                        .setCause(loaded.cause())
                        .log("the register is away: what was known of the device is believed");
                return Future.succeededFuture(held.credentials());
            }
            return Future.failedFuture(loaded.cause());
        });
    }

    /** Forgets what was looked up, and does not remember what is being looked up. */
    void forget(DeviceId device) {
        cache.asMap().remove(device);
    }

    private Future<Held> load(DeviceId device) {
        return store.credentials(device).map(this::held);
    }

    private Held held(Optional<DeviceStore.Credentials> known) {
        Duration fresh = known.isPresent() ? FRESH : FRESH_UNKNOWN;
        return new Held(
                new DeviceCredentials(known), known.isPresent(), clock.instant().plus(fresh));
    }

    private record Held(DeviceCredentials credentials, boolean known, Instant freshUntil) {}
}
