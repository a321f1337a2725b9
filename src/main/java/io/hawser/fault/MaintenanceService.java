package io.hawser.fault;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FieldError;
import io.hawser.domain.Maintenance;
import io.hawser.domain.Secret;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says when somebody works where, so that nobody is told of what fails meanwhile. Whether the caller may is asked before. Futures fail as in
 * {@link MaintenanceStore}. Safe for use by any thread.
 */
public final class MaintenanceService {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration FARTHEST = Duration.ofDays(366);
    private static final Actor BY = new Actor.ByHub("maintenance");

    private final MaintenanceStore store;
    private final Bus bus;
    private final Clock clock;

    public MaintenanceService(MaintenanceStore store, Bus bus, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.clock = clock;
    }

    /**
     * Makes one for a device or for a space. Fails with {@code BAD_VALUE} when it has no span, is over, lasts longer than 30 days or begins
     * in more than a year.
     *
     * @param starts null: now
     */
    public Future<MaintenanceStore.Seen> add(
            @Nullable DeviceId device,
            @Nullable SpaceId space,
            String name,
            @Nullable Instant starts,
            Instant ends,
            String reason,
            User user,
            Actor by) {
        Instant now = clock.instant();
        Instant from = starts == null ? now : starts;
        if (from.isAfter(now.plus(FARTHEST))) {
            return invalid("/starts", "must be within a year");
        }
        if (!ends.isAfter(from) || !ends.isAfter(now)) {
            return invalid("/ends", "must be after its start, and in the future");
        }
        if (ends.isAfter(from.plus(LONGEST))) {
            String longest = "must be at most 30 days from start to end";
            return Future.failedFuture(
                    Failure.invalid(List.of(new FieldError("/starts", longest), new FieldError("/ends", longest))));
        }
        Maintenance made = new Maintenance("mnt_" + Secret.random(), device, space, from, ends, reason, user.id(), now);
        MaintenanceStore.Seen seen = new MaintenanceStore.Seen(made, name, user.name());
        return store.add(made, audit(seen, AuditAction.MAINTENANCE_SET, by)).map(seen);
    }

    /** One that is not over; fails with {@code NOT_FOUND}. */
    public Future<MaintenanceStore.Seen> find(String id) {
        return store.find(id, clock.instant()).map(found -> found.orElseThrow(() -> Failure.notFound("maintenance")));
    }

    /** Ends one that goes on, and takes back one that has not begun. */
    public Future<Void> end(MaintenanceStore.Seen seen, Actor by) {
        return store.end(seen.maintenance().id(), clock.instant(), audit(seen, AuditAction.MAINTENANCE_ENDED, by));
    }

    /** What goes on at a device or will, the next first, as far as somebody may know of it; see {@link MaintenanceStore}. */
    public Future<List<MaintenanceStore.Seen>> of(DeviceId device, UserId user, boolean all) {
        return store.of(device, user, all, clock.instant());
    }

    /** What goes on in a space or will, the next first. */
    public Future<List<MaintenanceStore.Seen>> of(SpaceId space) {
        return store.of(space, clock.instant());
    }

    /** Has people told of what was left at the end of those that are over; whether more may be. */
    Future<Boolean> close(int most) {
        Instant now = clock.instant();
        return store.close(now, most, (fault, over) -> left(fault, over, now)).map(closed -> {
            if (closed > 0) {
                bus.publish(new FaultsMoved());
            }
            return closed == most;
        });
    }

    private static Fault.Step left(Fault fault, Maintenance over, Instant now) {
        return fault.tell(BY, now, JsonText.json(Map.of("maintenance", over.id(), "reason", over.reason())));
    }

    private AuditEntry audit(MaintenanceStore.Seen seen, AuditAction action, Actor by) {
        Maintenance of = seen.maintenance();
        Map<String, String> detail = new HashMap<>(Map.of(
                "starts", String.valueOf(of.starts().toEpochMilli()),
                "ends", String.valueOf(of.ends().toEpochMilli()),
                "reason", of.reason()));
        SpaceId space = of.space();
        if (space != null) {
            detail.put("space", space.value());
            detail.put("name", seen.name());
        }
        DeviceId device = of.device();
        AuditEntry entry = AuditEntry.of(clock.instant(), by, action).with(detail);
        return device == null ? entry : entry.about(device);
    }

    private static <T> Future<T> invalid(String field, String message) {
        return Future.failedFuture(Failure.invalid(field, message));
    }
}
