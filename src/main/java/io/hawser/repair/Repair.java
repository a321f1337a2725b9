package io.hawser.repair;

import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is done about one fault.
 *
 * @param code of the fault, without the number of a reported problem: what the success of strategies is counted by
 * @param attempts how many tries there were
 * @param recurrences how often the fault had come back when it was last looked at
 * @param version rises with every change: what was decided on an older one is void
 */
public record Repair(
        FaultId fault,
        DeviceId device,
        String model,
        String code,
        Plan plan,
        Stage stage,
        int attempts,
        int recurrences,
        long version) {
    /** How soon it is looked whether the device has done what it was told, should nobody say so. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** The same in another stage. */
    Repair to(Stage next) {
        return new Repair(fault, device, model, code, plan, next, attempts, recurrences, version + 1);
    }

    /** The same with one try more. */
    Repair tried() {
        return new Repair(fault, device, model, code, plan, stage, attempts + 1, recurrences, version);
    }

    /** The same by what is known of the fault now. */
    Repair knowing(int times) {
        return new Repair(fault, device, model, code, plan, stage, attempts, times, version);
    }

    /** When it is to be looked at again, as far as can be said now; null: not before something is heard. */
    public @Nullable Instant due(Instant now) {
        if (stage instanceof Stage.Acting acting) {
            Action action = plan.at(acting.strategy()).actions().get(acting.action());
            boolean waits = action instanceof Action.Pause;
            return waits ? acting.until() : acting.command() == null ? now : now.plus(SOON);
        }
        if (stage instanceof Stage.Probing probing) {
            boolean waits = plan.at(probing.strategy()).probe() instanceof Probe.Reports || probing.command() != null;
            return waits ? now.plus(SOON) : now;
        }
        return stage.due();
    }

    /** Whether the hub is doing something with the device. */
    public boolean isBusy() {
        return stage instanceof Stage.Acting || stage instanceof Stage.Probing;
    }

    /** Whether the fault's end is up to this: something was tried. */
    public boolean holds() {
        return attempts > 0 && !(stage instanceof Stage.Over);
    }
}
