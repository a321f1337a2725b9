package io.hawser.repair;

import io.hawser.domain.Fault;
import io.hawser.domain.Ticket;
import io.hawser.fault.FaultStore.Stepped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fault with all that repair has to know of it, as it stays until the outcome is stored.
 *
 * @param last its last step
 * @param stirred whether there are steps of it that were not looked at
 * @param repair null: none was begun
 * @param tries all of them, oldest first
 * @param ticket the one that is not closed
 * @param before the newest closed one of the device for the same code, of a real fault for a real one
 * @param facts null when the fault is of a space
 */
public record Case(
        Fault fault,
        Stepped last,
        boolean stirred,
        @Nullable Repair repair,
        List<Try> tries,
        @Nullable Ticket ticket,
        @Nullable Ticket before,
        @Nullable Facts facts) {
    public Case {
        tries = List.copyOf(tries);
    }

    /**
     * What is with its device.
     *
     * @param raised whether some check says that the fault is there
     * @param clearing until when a check waits before it says that it is gone; null: none does
     * @param stopped whether the hub is to leave the device alone
     * @param maintenance until when somebody works at it; null: nobody does
     * @param past tries of each strategy on the device, by its name
     */
    public record Facts(
            String model,
            boolean raised,
            @Nullable Instant clearing,
            boolean stopped,
            @Nullable Instant maintenance,
            Map<String, Past> past) {
        public Facts {
            past = Map.copyOf(past);
        }
    }

    /**
     * Tries of a strategy on a device.
     *
     * @param day how many were begun within the last day
     * @param last when the last one ended, or began where it has not; null: there was none within the last 30 days
     */
    public record Past(int day, @Nullable Instant last) {
        static final Past NONE = new Past(0, null);
    }
}
