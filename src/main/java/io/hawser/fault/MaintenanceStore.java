package io.hawser.fault;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Maintenance;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** When somebody works where. Failures: {@code UNAVAILABLE}. */
public interface MaintenanceStore {
    /** Fails with {@code NOT_FOUND} for an unknown device or space. */
    Future<Void> add(Maintenance maintenance, AuditEntry audit);

    /** One that is not over then. */
    Future<Optional<Seen>> find(String id, Instant now);

    /** Ends one that goes on, and takes back one that has not begun; fails with {@code NOT_FOUND} for one that is over. */
    Future<Void> end(String id, Instant now, AuditEntry audit);

    /**
     * What goes on at a device or will, the next first, that of its spaces included as far as somebody may know of these.
     *
     * @param all whether they may know of any
     */
    Future<List<Seen>> of(DeviceId device, UserId user, boolean all, Instant now);

    /** What goes on in a space or will, the next first. */
    Future<List<Seen>> of(SpaceId space, Instant now);

    /** Until when somebody works where the fault is, at that moment; empty when nobody does. */
    Future<Optional<Instant>> until(FaultId fault, Instant at);

    /**
     * Sees to those that are over, at most {@code most}: unresolved faults that stand for themselves, were found, came back or became worse or better
     * meanwhile, and are not where somebody works still, get a step.
     *
     * @return how many there were
     */
    Future<Integer> close(Instant now, int most, BiFunction<Fault, Maintenance, Fault.Step> step);

    /**
     * A maintenance with the names that go with it.
     *
     * @param name of the device or space
     */
    record Seen(
            Maintenance maintenance, String name, @Nullable String madeBy) {}
}
