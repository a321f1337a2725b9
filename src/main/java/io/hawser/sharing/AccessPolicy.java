package io.hawser.sharing;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.bus.Bus;
import io.hawser.device.DeviceStore;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Role;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The one place that decides who may do what with which device:
 *
 * <ul>
 *   <li>the owner everything; whoever has a grant what its role allows, until it expires;
 *   <li>an administrator everything to every device, by name; {@code *} is what they own or were granted, as for everybody, so
 *       that nobody follows all homes by mistake;
 *   <li>a technician nothing by the office alone: an owner who wants help grants it;
 *   <li>for everybody else the device does not exist.
 * </ul>
 *
 * An answer is remembered for five seconds and forgotten as soon as the bus tells of a change, so that checks on the way of
 * every frame cost no query. Futures complete on the caller's context. Safe for use by any thread.
 */
public final class AccessPolicy implements AutoCloseable {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 100_000;

    private final Vertx vertx;
    private final ShareStore shares;
    private final DeviceStore devices;
    private final Clock clock;
    private final AsyncCache<Holding, Optional<Role>> roles;
    private final AsyncCache<DeviceId, Boolean> existing;
    private final List<Bus.Subscription> subscriptions;

    public AccessPolicy(Vertx vertx, ShareStore shares, DeviceStore devices, Bus bus, Clock clock) {
        this.vertx = vertx;
        this.shares = shares;
        this.devices = devices;
        this.clock = clock;
        roles = cache().buildAsync();
        existing = cache().buildAsync();
        subscriptions = List.of(
                bus.onAccessChanged(changed -> forget(changed.user(), changed.device())),
                bus.onDeviceChanged(changed -> forget(changed.device())));
    }

    /** What the user may do with the device; fails with {@code NOT_FOUND} when they may not know of it. */
    public Future<Access> access(User user, DeviceId device) {
        boolean administrator = user.role() == UserRole.ADMIN;
        return role(user.id(), device).compose(role -> {
            if (role.isPresent()) {
                return Future.succeededFuture(new Access(device, role.get(), administrator));
            }
            if (!administrator) {
                return Future.failedFuture(Failure.notFound("device"));
            }
            return exists(device)
                    .compose(exists -> exists
                            ? Future.succeededFuture(new Access(device, null, true))
                            : Future.failedFuture(Failure.notFound("device")));
        });
    }

    /** As {@link #access}; fails also with {@code FORBIDDEN} when that is not enough for the need. */
    public Future<Access> require(User user, DeviceId device, Need need) {
        return access(user, device)
                .compose(access -> access.allows(need)
                        ? Future.succeededFuture(access)
                        : Future.failedFuture(
                                Failure.forbidden("The role " + access.word() + " does not allow this.")));
    }

    /** The devices that {@code *} stands for: those the user owns or has an unexpired grant for. Not remembered. */
    public Future<List<Seen>> visible(User user) {
        return devices.visible(user.id(), clock.instant());
    }

    private Future<Optional<Role>> role(UserId user, DeviceId device) {
        return remembered(roles, new Holding(user, device), () -> shares.role(user, device, clock.instant()));
    }

    private Future<Boolean> exists(DeviceId device) {
        return remembered(existing, device, () -> devices.find(device).map(Optional::isPresent));
    }

    /** Forgets what was looked up, and does not remember what is being looked up. */
    void forget(UserId user, DeviceId device) {
        roles.asMap().remove(new Holding(user, device));
    }

    private void forget(DeviceId device) {
        existing.asMap().remove(device);
        roles.asMap().keySet().removeIf(holding -> holding.device().equals(device));
    }

    private <K, V> Future<V> remembered(AsyncCache<K, V> cache, K key, Supplier<Future<V>> load) {
        CompletableFuture<V> found = cache.get(
                key, (missing, executor) -> load.get().toCompletionStage().toCompletableFuture());
        return found.isDone() && !found.isCompletedExceptionally()
                ? Future.succeededFuture(found.join())
                : Future.fromCompletionStage(found, vertx.getOrCreateContext());
    }

    private Caffeine<Object, Object> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    /** Stops listening to the bus. */
    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }

    private record Holding(UserId user, DeviceId device) {}
}
