package io.hawser.device;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.DisplayName;
import io.hawser.domain.EndReason;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.ReadableCode;
import io.hawser.domain.Role;
import io.hawser.domain.Secret;
import io.hawser.domain.TermsWish;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.model.DeviceModels;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The register of devices and the secrets they say hello with. Permission is checked by whoever calls. Failures beside those
 * named: {@code UNAVAILABLE} when a store is away. Safe for use by any thread.
 */
public final class DeviceService implements AutoCloseable {
    /** How long a claim code serves: long enough to hand a box over, too short to be found in a drawer. */
    private static final Duration CLAIM_WINDOW = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(DeviceService.class);

    private final DeviceStore store;
    private final Holders holders;
    private final SessionService sessions;
    private final SessionStore sessionStore;
    private final DeviceModels models;
    private final CredentialCache credentials;
    private final Bus bus;
    private final List<Bus.Subscription> subscriptions;
    private final NewIds ids;
    private final Clock clock;

    public DeviceService(
            Vertx vertx,
            DeviceStore store,
            Holders holders,
            SessionService sessions,
            SessionStore sessionStore,
            DeviceModels models,
            Bus bus,
            NewIds ids,
            Clock clock) {
        this.store = store;
        this.holders = holders;
        this.sessions = sessions;
        this.sessionStore = sessionStore;
        this.models = models;
        this.credentials = new CredentialCache(vertx, store, clock);
        this.bus = bus;
        this.subscriptions = List.of(
                bus.onDeviceChanged(device -> credentials.forget(device.device())),
                bus.onTermsChanged(of -> credentials.forget(of.model())),
                bus.onDeaf(deaf -> credentials.forgetAll()),
                bus.onMissed(missed -> credentials.forgetAll()));
        this.ids = ids;
        this.clock = clock;
    }

    /** Makes a device that belongs to the user; fails with {@code BAD_VALUE} on {@code /name} and {@code /model}. */
    public Future<NewDevice> create(User owner, Actor by, String name, String model) {
        List<FieldError> errors = new ArrayList<>();
        DisplayName.error("/name", name).ifPresent(errors::add);
        if (models.find(model).isEmpty()) {
            errors.add(new FieldError("/model", "must be one of " + String.join(", ", models.names())));
        }
        if (!errors.isEmpty()) {
            return Future.failedFuture(Failure.invalid(errors));
        }
        Device device = new Device(ids.device(), name.strip(), model, null, owner.id(), owner.name(), clock.instant());
        String secret = Secret.random();
        String claimCode = ReadableCode.random();
        return store.add(
                        device,
                        Secret.hash(secret),
                        Secret.hash(ReadableCode.canonical(claimCode)),
                        clock.instant().plus(CLAIM_WINDOW),
                        audit(by, AuditAction.DEVICE_ADDED, device.id())
                                .with(Map.of("name", device.name(), "model", model)))
                .map(added -> {
                    bus.publish(new DeviceChanged(added.id()));
                    bus.publish(new AccessChanged(owner.id(), added.id(), Role.OWNER, AccessChanged.Reason.SHARED));
                    return new NewDevice(added, secret, claimCode);
                });
    }

    /** One device; {@code NOT_FOUND}. */
    public Future<Device> find(DeviceId device) {
        return store.find(device).map(found -> found.orElseThrow(() -> Failure.notFound("device")));
    }

    /** The devices that the user may see with the role they have, by name; all of them for an administrator. */
    public Future<Page<DeviceStore.Seen>> list(User user, int limit, @Nullable String cursor) {
        return store.list(user.id(), user.role() == UserRole.ADMIN, limit, cursor);
    }

    /** Renames it; fails with {@code BAD_VALUE} on {@code /name} and with {@code NOT_FOUND}. */
    public Future<Device> rename(DeviceId device, String name, Actor by) {
        return Future.succeededFuture(name)
                .map(text -> DisplayName.checked("/name", text))
                .compose(checked -> store.rename(
                        device,
                        checked,
                        audit(by, AuditAction.DEVICE_RENAMED, device).with(Map.of("name", checked))))
                .onSuccess(renamed -> bus.publish(new DeviceChanged(device)));
    }

    /** Remembers the firmware that a device said hello with; writes only what is new. */
    public Future<Void> heard(Device device, String firmware) {
        return firmware.equals(device.firmware())
                ? Future.succeededFuture()
                : store.firmware(device.id(), firmware).onSuccess(done -> bus.publish(new DeviceChanged(device.id())));
    }

    /** Gives the device a fresh claim code, shown this once; the one before serves no longer. */
    public Future<ClaimCode> claimCode(DeviceId device, Actor by) {
        ClaimCode code = new ClaimCode(ReadableCode.random(), clock.instant().plus(CLAIM_WINDOW));
        return store.claimCode(
                        device,
                        Secret.hash(ReadableCode.canonical(code.code())),
                        code.expires(),
                        audit(by, AuditAction.CLAIM_CODE_MADE, device))
                .map(code);
    }

    /** A code by which whoever has it becomes the owner, and until when. */
    public record ClaimCode(String code, Instant expires) {}

    /** Replaces the secret and ends the session that lives on the old one; the new secret, shown this once. */
    public Future<String> rotateSecret(DeviceId device, Actor by) {
        String secret = Secret.random();
        return store.secret(device, Secret.hash(secret), audit(by, AuditAction.SECRET_ROTATED, device))
                .compose(hardware -> {
                    forget(device);
                    forget(hardware);
                    return sessions.end(device, null, EndReason.CREDENTIALS_CHANGED, by);
                })
                .map(ended -> secret);
    }

    /** Removes it with its grants, its session, state and log; fails with {@code NOT_FOUND}. */
    public Future<Void> remove(DeviceId device, Actor by) {
        return store.serving(device)
                .compose(hardware -> removed(device, by)
                        .compose(done -> Future.join(hardware.stream()
                                        .map(one -> {
                                            forget(one);
                                            return cleared(one, by);
                                        })
                                        .toList())
                                .mapEmpty()));
    }

    private Future<Void> removed(DeviceId device, Actor by) {
        return holders.of(device, clock.instant())
                .compose(holding -> sessions.end(device, null, EndReason.DEVICE_REMOVED, by)
                        .compose(ended -> store.remove(device, audit(by, AuditAction.DEVICE_REMOVED, device)))
                        .compose(was -> {
                            if (!was) {
                                throw Failure.notFound("device");
                            }
                            forget(device);
                            for (UserId holder : holding) {
                                bus.publish(
                                        new AccessChanged(holder, device, null, AccessChanged.Reason.DEVICE_REMOVED));
                            }
                            LOG.atInfo().addKeyValue("device", device).log("device removed");
                            return cleared(device, by);
                        }));
    }

    /** It may have come back between the end of its session and its removal; from now on it can't. */
    private Future<Void> cleared(DeviceId device, Actor by) {
        return sessions.end(device, null, EndReason.DEVICE_REMOVED, by)
                .compose(ended -> sessionStore.forget(device))
                .otherwise(failure -> {
                    LOG.atWarn()
                            .addKeyValue("device", device)
                            .setCause(failure)
                            .log("the state of a removed device was left behind");
                    return null;
                });
    }

    /** What is known of a device that was seen lately; empty when there is none. */
    public Future<Optional<Device>> known(DeviceId device) {
        return credentials(device).map(DeviceCredentials::device);
    }

    /** What a hello by that id is checked against. Fails with {@code UNAVAILABLE} only for what was not seen lately. */
    Future<DeviceCredentials> credentials(DeviceId id) {
        return credentials.of(id);
    }

    /**
     * Who says hello by that id. Hardware that took over a device says hello as what it was registered as, and speaks for the device. Fails with
     * {@code UNAVAILABLE} only for what was not seen lately.
     */
    public Future<Caller> caller(DeviceId id, @Nullable String secret) {
        String shown = secret == null ? "" : secret;
        return credentials(id).compose(own -> {
            boolean right = own.check(shown).isPresent();
            DeviceId serves = own.serves().orElse(null);
            if (serves == null) {
                boolean displaced = own.hardware().isPresent();
                return Future.succeededFuture(new Caller(
                        id,
                        displaced ? Optional.empty() : own.device(),
                        own.terms(),
                        right && !displaced,
                        right ? displaced : own.isDisplaced(shown)));
            }
            return credentials(serves).map(of -> {
                boolean speaks = of.hardware().filter(id::equals).isPresent();
                Optional<Device> known = speaks ? of.device() : Optional.empty();
                return new Caller(serves, known, of.terms(), right && speaks, right && !speaks);
            });
        });
    }

    /**
     * Who says hello.
     *
     * @param device which device it speaks for, or did
     * @param known that device; empty when there is none, or it does not speak for it
     * @param terms what of its session's terms is other than usual
     * @param accepted whether it has shown the secret by which it speaks for the device
     * @param displaced whether it has shown the secret of hardware that other hardware has taken the place of
     */
    public record Caller(
            DeviceId device, Optional<Device> known, TermsWish terms, boolean accepted, boolean displaced) {}

    /** The name of its model, which never changes, from memory for a device seen lately; {@code NOT_FOUND}. */
    public Future<String> model(DeviceId device) {
        return credentials(device)
                .map(known -> known.device().map(Device::model).orElseThrow(() -> Failure.notFound("device")));
    }

    private AuditEntry audit(Actor by, AuditAction action, DeviceId device) {
        return AuditEntry.of(clock.instant(), by, action).about(device);
    }

    private void forget(DeviceId device) {
        credentials.forget(device);
        bus.publish(new DeviceChanged(device));
    }

    /** Stops listening to the bus. */
    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
