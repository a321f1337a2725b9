package io.hawser.fault;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
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
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where faults are kept, each with its steps. Failures: {@code UNAVAILABLE}. */
public interface FaultStore {
    /**
     * Gives a fault its next step, all or nothing with what goes with it.
     *
     * @param step what becomes of the fault as it is stored; empty: nothing. What it throws fails the future
     * @return the step; fails with {@code NOT_FOUND} when there is no such fault
     */
    Future<Optional<Fault.Step>> change(FaultId fault, Function<Fault, Optional<Fault.Step>> step);

    /** As {@link #change}; the watches that raised it begin anew, so that it is raised again only by what they see from now on. */
    Future<Optional<Fault.Step>> close(FaultId fault, Function<Fault, Optional<Fault.Step>> step);

    /** Stores the first step of a fault that nobody watched for. Fails with {@code VERSION_CONFLICT} when there is one of that code. */
    Future<Void> open(Fault.Step step);

    /** One fault, with the names that go with it. */
    Future<Optional<Seen>> find(FaultId fault);

    /** Faults that somebody may see, newest first. */
    Future<Page<Seen>> list(UserId user, boolean all, Filter filter, int limit, @Nullable String cursor);

    /** How many unresolved faults somebody may see, by severity. */
    Future<List<Count>> count(UserId user);

    /** All steps of a fault, oldest first. */
    Future<List<Stepped>> steps(FaultId fault);

    /**
     * Hands out steps that are not in their devices' logs yet, oldest first, and marks them when {@code append} has succeeded.
     *
     * @return how many there were
     */
    Future<Integer> log(int most, Function<Fault.Step, Future<Void>> append);

    /**
     * Which faults.
     *
     * @param unresolved whether those that are over are left out
     * @param statuses empty: any
     * @param severities empty: any
     */
    record Filter(
            @Nullable DeviceId device,
            @Nullable SpaceId space,
            @Nullable String code,
            boolean unresolved,
            Set<FaultStatus> statuses,
            Set<Severity> severities) {
        public Filter {
            statuses = Set.copyOf(statuses);
            severities = Set.copyOf(severities);
        }
    }

    /** A fault with how its device or space is called, of which model the device is, and who acknowledged it. */
    record Seen(
            Fault fault,
            String name,
            @Nullable String model,
            @Nullable String acknowledgedBy) {}

    /** How many of a severity. */
    record Count(Severity severity, int faults) {}

    /** A step that was. */
    record Stepped(int step, Instant at, FaultStatus status, Severity severity, Actor by, Json detail) {}
}
