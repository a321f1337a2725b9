package io.hawser.sharing;

import io.hawser.bus.Bus;
import io.hawser.bus.Remembered;
import io.hawser.device.DeviceStore;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.Role;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The one place that decides who may do what with which device:
 *
 * <ul>
 *   <li>the owner everything; whoever has a grant what its role allows, until it expires; whoever belongs to a space that the device
 *       is in what their role there allows, its owner what a manager may; of several roles the highest;
 *   <li>an administrator everything to every device, by name; {@code *} is what they own or were granted, as for everybody, so
 *       that nobody follows all homes by mistake;
 *   <li>a technician nothing by the office alone: an owner who wants help grants a role, and whichever it is, the technician may see to
 *       faults as a manager may ({@link Need#ACKNOWLEDGE}, {@link Need#MEND});
 *   <li>for everybody else the device does not exist.
 * </ul>
 *
 * An answer is remembered for five seconds and forgotten as soon as the bus tells of a change, so that checks on the way of
 * every frame cost no query. Futures complete on the caller's context. Safe for use by any thread.
 */
public final class AccessPolicy implements AutoCloseable {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 100_000;

    private final ShareStore shares;
    private final DeviceStore devices;
    private final SpaceStore spaces;
    private final Clock clock;
    private final Remembered<Holding, Optional<Role>> roles;
    private final Remembered<DeviceId, Boolean> existing;
    private final List<Bus.Subscription> subscriptions;

    public AccessPolicy(Vertx vertx, ShareStore shares, DeviceStore devices, SpaceStore spaces, Bus bus, Clock clock) {
        this.shares = shares;
        this.devices = devices;
        this.spaces = spaces;
        this.clock = clock;
        roles = new Remembered<>(vertx, REMEMBERED, MOST, clock);
        existing = new Remembered<>(vertx, REMEMBERED, MOST, clock);
        subscriptions = List.of(
                bus.onAccessChanged(changed -> forget(changed.user(), changed.device())),
                bus.onDeviceChanged(changed -> forget(changed.device())),
                bus.onDeaf(deaf -> forgetAll()),
                bus.onMissed(missed -> forgetAll()));
    }

    private void forgetAll() {
        roles.forgetKeys(any -> true);
        existing.forgetKeys(any -> true);
    }

    /** What the user may do with the device; fails with {@code NOT_FOUND} when they may not know of it. */
    public Future<Access> access(User user, DeviceId device) {
        boolean administrator = user.role() == UserRole.ADMIN;
        return role(user.id(), device).compose(role -> {
            if (role.isPresent()) {
                return Future.succeededFuture(new Access(device, role.get(), user.role()));
            }
            if (!administrator) {
                return Future.failedFuture(Failure.notFound("device"));
            }
            return exists(device)
                    .compose(exists -> exists
                            ? Future.succeededFuture(new Access(device, null, user.role()))
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

    /** A space as the user sees it. Fails with {@code NOT_FOUND} when they may not know of it, with {@code FORBIDDEN} when that is not enough. */
    public Future<SpaceStore.Seen> require(User user, SpaceId space, Need need) {
        boolean administrator = user.role() == UserRole.ADMIN;
        return spaces.find(space, user.id()).map(found -> {
            SpaceStore.Seen seen = found.orElseThrow(() -> Failure.notFound("space"));
            Role role = seen.role();
            if (role == null && !administrator) {
                throw Failure.notFound("space");
            }
            if (!need.isMet(role, user.role())) {
                throw Failure.forbidden("The role " + Access.word(role, false) + " does not allow this.");
            }
            return seen;
        });
    }

    /** What the user may do about a fault, by their role on its device or in its space; fails with {@code NOT_FOUND} when they may not know of it. */
    public Future<Predicate<Need>> access(User user, Fault fault) {
        DeviceId device = fault.device();
        SpaceId space = fault.space();
        Future<Predicate<Need>> found = device != null
                ? access(user, device).map(access -> access::allows)
                : space == null
                        ? Future.failedFuture(Failure.notFound("fault"))
                        : require(user, space, Need.WATCH).map(seen -> need -> need.isMet(seen.role(), user.role()));
        return found.recover(cause -> Future.failedFuture(
                cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND
                        ? Failure.notFound("fault")
                        : cause));
    }

    /** As {@link #access(User, Fault)}; fails also with {@code FORBIDDEN} when that is not enough for the need. */
    public Future<Predicate<Need>> require(User user, Fault fault, Need need) {
        return access(user, fault)
                .compose(may -> may.test(need)
                        ? Future.succeededFuture(may)
                        : Future.failedFuture(Failure.forbidden("Your role does not allow this.")));
    }

    /** The role that a person has now, by whichever way; not remembered. */
    Future<Optional<Role>> present(UserId user, DeviceId device) {
        return shares.role(user, device, clock.instant());
    }

    private Future<Optional<Role>> role(UserId user, DeviceId device) {
        return roles.get(
                new Holding(user, device), asked -> shares.role(asked.user(), asked.device(), clock.instant()));
    }

    private Future<Boolean> exists(DeviceId device) {
        return existing.get(device, asked -> devices.find(asked).map(Optional::isPresent));
    }

    /** Forgets what is known of one person and device. */
    void forget(UserId user, DeviceId device) {
        roles.forget(new Holding(user, device));
    }

    private void forget(DeviceId device) {
        existing.forget(device);
        roles.forgetKeys(holding -> holding.device().equals(device));
    }

    /** Stops listening to the bus. */
    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }

    private record Holding(UserId user, DeviceId device) {}
}
