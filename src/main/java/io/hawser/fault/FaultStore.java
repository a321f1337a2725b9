package io.hawser.fault;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultAct;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where faults are kept, each with its steps. A step of a fault that its space's carries is nothing to tell people of, and is stored
 * so. Failures: {@code UNAVAILABLE}.
 */
public interface FaultStore {
    /**
     * Gives a fault its next step, all or nothing with what goes with it.
     *
     * @param step what becomes of the fault as it is stored; empty: nothing. What it throws fails the future
     * @return the step; fails with {@code NOT_FOUND} when there is no such fault
     */
    Future<Optional<Fault.Step>> change(FaultId fault, Function<Fault, Optional<Fault.Step>> step);

    /**
     * As {@link #change}, for it and for all unresolved faults that it carries; the watches that raised them begin anew, so that they
     * are raised again only by what they see from now on.
     *
     * @param step of each
     */
    Future<Void> close(FaultId fault, Function<Fault, Fault.Step> step);

    /** Stores the first step of a fault that nobody watched for. Fails with {@code VERSION_CONFLICT} when there is one of that code. */
    Future<Void> open(Fault.Step step);

    /** One fault, with the names that go with it. */
    Future<Optional<Seen>> find(FaultId fault);

    /**
     * Faults that somebody may see.
     *
     * @param all whether they may see any
     */
    Future<Page<Seen>> list(
            UserId user, boolean all, FaultFilter filter, FaultFilter.Order order, int limit, @Nullable String cursor);

    /** How many unresolved faults somebody may see of those that the filter means, by severity. */
    Future<Counts> count(UserId user, boolean all, FaultFilter filter);

    /** Steps of a fault, newest first. */
    Future<Page<Stepped>> steps(FaultId fault, int limit, @Nullable String cursor);

    /** The devices with faults that this one of a space has carried and that somebody may see, at most {@code most}. */
    Future<List<DeviceId>> carried(FaultId site, UserId user, boolean all, int most);

    /** Who belongs to a space, its owner included. */
    Future<List<UserId>> people(SpaceId space);

    /**
     * Hands out steps that are not in their devices' logs yet, or of spaces not told, oldest first, and marks those for which
     * {@code append} has succeeded. Where it fails, later steps of the same device wait; others do not.
     *
     * @return how many were marked; fails when none could be
     */
    Future<Integer> log(int most, Function<Fault.Step, Future<Void>> append);

    /**
     * A fault with how its device or space is called.
     *
     * @param model of the device; null: it is a space's
     * @param override what was set of the device's checks of its code
     * @param maintained until when somebody works at the device or in the space; null: nobody does
     */
    record Seen(
            Fault fault,
            String name,
            @Nullable String model,
            @Nullable String acknowledgedBy,
            @Nullable Json override,
            Carries carries,
            @Nullable Instant maintained) {}

    /** How many faults of devices one of a space has carried, and how many of them are not resolved. */
    record Carries(int faults, int unresolved) {}

    /** How many of a severity. */
    record Count(Severity severity, int faults) {}

    /**
     * How many there are.
     *
     * @param alone of each severity, without those that are carried
     * @param carried how many are carried
     */
    record Counts(List<Count> alone, int carried) {
        public Counts {
            alone = List.copyOf(alone);
        }
    }

    /** A step that was. */
    record Stepped(int step, FaultAct act, Instant at, FaultStatus status, Severity severity, Actor by, Json detail) {}
}
