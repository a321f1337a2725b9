package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where it is kept what is done about faults. Failures: {@code UNAVAILABLE}. */
public interface RepairStore {
    /** Faults with steps that were not looked at, those that wait longest first. */
    Future<List<FaultId>> stirred(int most);

    /** All there is to know of a fault, as it is at the moment; empty when there is none. */
    Future<Optional<Case>> look(FaultId fault, Instant now);

    /**
     * Decides on a fault: reads all there is to know of it, locked until the decision is stored, all of it or nothing. Steps of the
     * fault count as looked at from then on. Fails with {@code NOT_FOUND} when there is no such fault, and as {@code decide} fails.
     *
     * @param audit what goes into the audit where something was decided; null: nothing
     * @return the repair as it is then; empty when there is none
     */
    Future<Optional<Repair>> change(
            FaultId fault, Instant now, Function<Case, Optional<Decision>> decide, @Nullable AuditEntry audit);

    /** Repairs that were due by then, the oldest first. */
    Future<List<Repair>> due(Instant by, int most);

    /** Repairs of a device in which something is being done with it. */
    Future<List<Repair>> busy(DeviceId device);

    /** How many devices something is done with. */
    Future<Integer> busy();

    /** It is looked at again then, unless something became of it since. */
    Future<Void> later(Repair repair, Instant due);

    /** What is known of a fault's repair; empty when none was begun. */
    Future<Optional<Seen>> find(FaultId fault);

    /** How often strategies of a model helped: by code and strategy. */
    Future<List<Rate>> rates(String model);

    /** The newest values of a property that the device has reported since then, newest first. */
    Future<List<Json>> reported(DeviceId device, String property, Instant since, int most);

    /**
     * What was wanted of the repair's device before its fault was found, at most that long, and since then. The newest 200 changes are
     * looked at. Fails with {@code NOT_FOUND} when there is no such fault.
     */
    Future<Wishes> wishes(Repair repair, Duration past);

    /** Whether the hub is to leave the device alone; empty: it is not. */
    Future<Optional<Stop>> stop(DeviceId device);

    /** Leaves the device alone from now on, or (null) no longer: what rested for that goes on. Fails with {@code NOT_FOUND}. */
    Future<Void> stop(DeviceId device, @Nullable Stop stop, Instant now, AuditEntry audit);

    /** A repair with its tries, oldest first. */
    record Seen(Repair repair, @Nullable Instant due, List<Try> tries) {
        public Seen {
            tries = List.copyOf(tries);
        }
    }

    /** How often a strategy helped, and how often not. */
    record Rate(String code, String name, long fixed, long failed) {}

    /** Who said that the hub is to leave a device alone, and why. */
    record Stop(Instant at, Actor by, String reason) {}
}
