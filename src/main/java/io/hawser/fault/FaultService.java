package io.hawser.fault;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
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

    /** Faults that somebody may see, newest first; of an administrator who asks for a certain device or space, any. */
    public Future<Page<Seen>> list(User user, FaultStore.Filter filter, int limit, @Nullable String cursor) {
        boolean any = user.role() == UserRole.ADMIN && (filter.device() != null || filter.space() != null);
        return store.list(user.id(), any, filter, limit, cursor);
    }

    /** How many unresolved faults somebody may see. */
    public Future<List<FaultStore.Count>> count(UserId user) {
        return store.count(user);
    }

    /** What was with it, oldest first. */
    public Future<List<FaultStore.Stepped>> steps(FaultId fault) {
        return store.steps(fault);
    }

    /** Somebody knows of it and looks after it. */
    public Future<Void> acknowledge(FaultId fault, UserId user, Actor by) {
        return moved(store.change(fault, found -> Optional.of(found.acknowledge(user, by, clock.instant()))));
    }

    /** Nobody is to be reminded of it until then, a month at the most; null: from now on again. */
    public Future<Void> snooze(FaultId fault, @Nullable Instant until, Actor by) {
        Instant now = clock.instant();
        if (until != null && (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE)))) {
            return Future.failedFuture(Failure.invalid("/until", "must be within the next 30 days"));
        }
        return moved(store.change(fault, found -> Optional.of(found.snooze(until, by, now))));
    }

    /** Somebody closes it for a reason, whatever the device shows. What raised it may raise it again. */
    public Future<Void> close(FaultId fault, String reason, Actor by) {
        Json detail = JsonText.json(Map.of("reason", reason));
        return moved(store.close(
                fault, found -> Optional.of(found.become(FaultStatus.RESOLVED, by, clock.instant(), detail))));
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
        Fault.Step step = Fault.found(
                id,
                device,
                code,
                severity,
                clock.instant(),
                by,
                data,
                null,
                drill,
                new io.hawser.domain.Cause(id.value()));
        return moved(store.open(step)).map(id);
    }

    private Future<Void> moved(Future<?> stored) {
        return stored.map(done -> {
            bus.publish(new FaultsMoved());
            return null;
        });
    }
}
