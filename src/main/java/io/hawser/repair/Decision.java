package io.hawser.repair;

import io.hawser.domain.Fault;
import io.hawser.domain.Ticket;
import io.hawser.ticket.TicketStore.Opening;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a decision, all of it or nothing.
 *
 * @param repair as it is from now on
 * @param faults steps of the fault, in their order
 * @param tries those that are new or have ended
 * @param ticket the next step of the ticket
 * @param opening a ticket to be opened, by its number
 * @param calms whether the checks that raised the fault begin anew
 * @param counts what strategies' success is now counted by
 */
public record Decision(
        Repair repair,
        List<Fault.Step> faults,
        List<Try> tries,
        Ticket.@Nullable Step ticket,
        @Nullable LongFunction<Opening> opening,
        boolean calms,
        List<Count> counts) {
    public Decision {
        faults = List.copyOf(faults);
        tries = List.copyOf(tries);
        counts = List.copyOf(counts);
    }

    /** A strategy has helped, or not. */
    public record Count(String name, boolean fixed) {}
}
