package io.hawser.fault;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import io.hawser.fault.FaultStore.Seen;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people do about faults. Whether they may is asked before. Futures fail as in {@link FaultStore}, with {@code NOT_FOUND} for an
 * unknown fault and with {@code VERSION_CONFLICT} for one that is over. Safe for use by any thread.
 */
public final class FaultService {
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(30);
    private static final int MOST_DEVICES = 1000;

    private final FaultStore store;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;

    public FaultService(FaultStore store, Bus bus, NewIds ids, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
    }

    /** A fault; fails with {@code NOT_FOUND}. */
    public Future<Seen> find(FaultId fault) {
        return store.find(fault)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(Failure.notFound("fault"))));
    }

    /**
     * Faults that somebody may see.
     *
     * @param all whether they may see any
     */
    public Future<Page<Seen>> list(
            UserId user, boolean all, FaultFilter filter, FaultFilter.Order order, int limit, @Nullable String cursor) {
        return store.list(user, all, filter, order, limit, cursor);
    }

    /** How many unresolved faults somebody may see of those that the filter means. */
    public Future<FaultStore.Counts> count(UserId user, boolean all, FaultFilter filter) {
        return store.count(user, all, filter);
    }

    /** What was with it, newest first. */
    public Future<Page<FaultStore.Stepped>> steps(FaultId fault, int limit, @Nullable String cursor) {
        return store.steps(fault, limit, cursor);
    }

    /** The devices with faults that this one of a space has carried, which somebody may see. */
    public Future<List<DeviceId>> carried(FaultId site, UserId user, boolean all) {
        return store.carried(site, user, all, MOST_DEVICES);
    }

    /** Somebody knows of it and looks after it. To say so twice changes nothing. */
    public Future<Void> acknowledge(FaultId fault, UserId user, Actor by, @Nullable String note) {
        Json detail = note == null ? Json.EMPTY : JsonText.json(Map.of("note", note));
        return moved(store.change(fault, found -> {
            boolean known = user.equals(found.acknowledgedBy())
                    && found.status() != FaultStatus.OPEN
                    && found.status() != FaultStatus.ESCALATED;
            return known && note == null && !found.isResolved()
                    ? Optional.empty()
                    : Optional.of(found.acknowledge(user, by, clock.instant(), detail));
        }));
    }

    /** Nobody is to be reminded of it until then, a month at the most; null: from now on again. */
    public Future<Void> snooze(FaultId fault, @Nullable Instant until, Actor by) {
        Instant now = clock.instant();
        if (until != null && (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE)))) {
            return Future.failedFuture(Failure.invalid("/until", "must be within the next 30 days"));
        }
        Json detail = until == null ? Json.EMPTY : JsonText.json(Map.of("until", until.toEpochMilli()));
        return moved(store.change(fault, found -> Optional.of(found.snooze(until, by, now, detail))));
    }

    /**
     * Somebody closes it for a reason, whatever the device shows, and with it what it carries. What raised it may raise it again.
     */
    public Future<Void> close(FaultId fault, String reason, Actor by) {
        Instant now = clock.instant();
        Json detail = JsonText.json(Map.of("reason", reason));
        Json carried = JsonText.json(Map.of("reason", reason, "site", fault.value()));
        return moved(store.close(fault, found -> found.close(by, now, found.id().equals(fault) ? detail : carried)));
    }

    /** It is in another state, by what repairs it; nothing when it is over or so already. */
    public Future<Void> become(FaultId fault, FaultStatus next, Actor by, Json detail) {
        return moved(store.change(
                fault,
                found -> found.isResolved() || found.status() == next
                        ? Optional.empty()
                        : Optional.of(found.become(next, by, clock.instant(), detail))));
    }

    /** A device has a fault that nobody watched for: a drill, or what a person found. */
    public Future<FaultId> open(DeviceId device, String code, Severity severity, Json data, boolean drill, Actor by) {
        FaultId id = ids.fault();
        Fault.Step step =
                Fault.found(id, device, code, severity, clock.instant(), by, data, null, drill, new Cause(id.value()));
        return moved(store.open(step)).map(id);
    }

    private Future<Void> moved(Future<?> stored) {
        return stored.map(done -> {
            bus.publish(new FaultsMoved());
            return null;
        });
    }
}
