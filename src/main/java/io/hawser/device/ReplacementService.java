package io.hawser.device;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.FaultsMoved;
import io.hawser.device.ReplacementStore.Unsettled;
import io.hawser.device.ReplacementStore.Wish;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Secret;
import io.hawser.domain.TicketId;
import io.hawser.domain.User;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has other hardware take over a device, and undoes that for a day. The register changes as a whole; then the sessions that live on what was
 * before end, and everybody hears. That is repeated by whichever node until it is done, wherever one may have stopped in between. Permission is
 * checked by whoever calls. Safe for use by any thread.
 */
public final class ReplacementService {
    /** How long it can be undone. */
    public static final Duration UNDO = Duration.ofDays(1);

    /** So long it is up to the node that began it. */
    private static final Duration LEFT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ReplacementService.class);

    private final ReplacementStore store;
    private final Sessions sessions;
    private final Bus bus;
    private final Clock clock;

    public ReplacementService(ReplacementStore store, Sessions sessions, Bus bus, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.bus = bus;
        this.clock = clock;
    }

    /** Ends the session that a device has, whichever it is. Fails with {@code UNAVAILABLE}. */
    @FunctionalInterface
    public interface Sessions {
        Future<?> end(DeviceId device, EndReason reason, Actor by);
    }

    /** A replacement, and the secret of hardware that has none yet, shown this once. */
    public record Made(Replacement replacement, @Nullable String secret) {}

    /**
     * Has other hardware take over a device; fails as {@link ReplacementStore#add} does.
     *
     * @param hardware a device of the same model that the hardware is registered as, which the caller may give away; null: hardware that is
     *     given the device's own id and a new secret
     * @param ticket by which it was done; null: none
     */
    public Future<Made> replace(
            DeviceId device, @Nullable DeviceId hardware, @Nullable TicketId ticket, String reason, Actor by) {
        Instant now = clock.instant();
        String secret = hardware == null ? Secret.random() : null;
        Wish wish = new Wish(
                "rpl_" + Secret.random().substring(0, 22),
                device,
                hardware,
                secret == null ? null : Secret.hash(secret),
                ticket,
                reason,
                now,
                now.plus(UNDO),
                by);
        Map<String, String> detail = new HashMap<>();
        if (hardware != null) {
            detail.put("hardware", hardware.value());
        }
        if (!reason.isEmpty()) {
            detail.put("reason", reason);
        }
        return store.add(wish, audit(now, by, AuditAction.DEVICE_REPLACED, device, detail))
                .compose(this::seenTo)
                .map(made -> new Made(made, secret));
    }

    /** Gives back what there was before; fails as {@link ReplacementStore#undo} does. */
    public Future<Replacement> undo(DeviceId device, String id, User user, Actor by) {
        Instant now = clock.instant();
        return store.undo(
                        device,
                        id,
                        now,
                        user.id(),
                        audit(now, by, AuditAction.REPLACEMENT_UNDONE, device, Map.of("replacement", id)))
                .compose(this::seenTo);
    }

    /** Those of a device, newest first. */
    public Future<List<Replacement>> of(DeviceId device) {
        return store.of(device);
    }

    /** What was stored is so, also where the rest has to wait for a store that is away. */
    private Future<Replacement> seenTo(Replacement stored) {
        bus.publish(new FaultsMoved());
        return store.unsettled(stored.id())
                .compose(one -> one.isPresent() ? settle(one.get()) : Future.succeededFuture())
                .transform(settled -> {
                    if (settled.failed()) {
                        LOG.atWarn()
                                .addKeyValue("device", stored.device())
                                .setCause(settled.cause())
                                .log("sessions of replaced hardware end later");
                    }
                    return Future.succeededFuture(stored);
                });
    }

    /** Sees to what whoever began it has left for a while; whether there may be more. */
    Future<Boolean> settle(int most) {
        return store.unsettled(clock.instant().minus(LEFT), most).compose(all -> {
            Future<Void> done = Future.succeededFuture();
            for (Unsettled one : all) {
                done = done.compose(before -> settle(one));
            }
            return done.map(all.size() == most);
        });
    }

    /** Whoever comes from now on is checked by what the register says now; then those go who came before. All of it can be done again. */
    private Future<Void> settle(Unsettled one) {
        DeviceId hardware = one.hardware();
        bus.publish(new DeviceChanged(one.device()));
        Future<?> ended = end(one.device(), one.by());
        if (hardware != null) {
            bus.publish(new DeviceChanged(hardware));
            ended = ended.compose(before -> end(hardware, one.by()))
                    .onSuccess(before -> one.holders()
                            .forEach(held -> bus.publish(new AccessChanged(
                                    held.user(),
                                    hardware,
                                    held.role(),
                                    held.role() == null
                                            ? AccessChanged.Reason.DEVICE_REMOVED
                                            : AccessChanged.Reason.SHARED))));
        }
        return ended.compose(done -> store.settled(one))
                .onSuccess(done -> LOG.atInfo()
                        .addKeyValue("device", one.device())
                        .addKeyValue("hardware", hardware)
                        .addKeyValue("undone", one.undone())
                        .log("hardware replaced"));
    }

    private Future<?> end(DeviceId device, Actor by) {
        return sessions.end(device, EndReason.CREDENTIALS_CHANGED, by);
    }

    private static AuditEntry audit(
            Instant at, Actor by, AuditAction action, DeviceId device, Map<String, String> detail) {
        return AuditEntry.of(at, by, action).about(device).with(detail);
    }
}
