package io.hawser.device;

import io.hawser.bus.Remembered;
import io.hawser.domain.DeviceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

    private final DeviceStore store;
    private final Clock clock;
    private final Remembered<DeviceId, Held> remembered;

    CredentialCache(Vertx vertx, DeviceStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        remembered = new Remembered<>(vertx, BELIEVED, MOST, clock);
    }

    Future<DeviceCredentials> of(DeviceId device) {
        return remembered
                .get(device, this::load)
                .compose(held -> clock.instant().isBefore(held.freshUntil())
                        ? Future.succeededFuture(held)
                        : renewed(device, held))
                .map(Held::credentials);
    }

    private Future<Held> renewed(DeviceId device, Held held) {
        return load(device)
                .onSuccess(fresh -> remembered.replace(device, held, fresh))
                .recover(failure -> {
                    if (!held.known()) {
                        return Future.failedFuture(failure);
                    }
                    LOG.atDebug()
                            .addKeyValue("device", device)
                            .setCause(failure)
                            .log("the register is away: what was known of the device is believed");
                    return Future.succeededFuture(held);
                });
    }

    void forget(DeviceId device) {
        remembered.forget(device);
    }

    void forgetAll() {
        remembered.forgetKeys(any -> true);
    }

    /** Forgets all devices of a model. */
    void forget(String model) {
        remembered.forgetAnswers(held -> held.credentials()
                .device()
                .filter(device -> device.model().equals(model))
                .isPresent());
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
