package io.hawser.ticket;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.SpaceId;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry;
import io.hawser.domain.TicketId;
import io.hawser.domain.TicketStatus;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Where tickets are kept, each with its steps and its story, and stored with what becomes of its fault. Failures: {@code UNAVAILABLE}. */
public interface TicketStore {
    /** Opens one with a fault of its own; fails with {@code NOT_FOUND} when there is no such device. */
    Future<Ticket> open(LongFunction<Opening> byNumber);

    /**
     * Opens one for a fault that there is, which is locked until then. Fails with {@code NOT_FOUND} when there is none and with
     * {@code VERSION_CONFLICT} when it has one that is not closed.
     */
    Future<Ticket> open(FaultId fault, BiFunction<Long, Fault, Opening> byNumber);

    /** Adds to its story what changes nothing of its fault, line by line and all or nothing; fails with {@code NOT_FOUND}. */
    Future<Ticket> say(TicketId ticket, Function<Ticket, List<Said>> said);

    /**
     * Moves it with its fault, both of which are locked until then. Fails with {@code NOT_FOUND}.
     *
     * @param calms whether the watches that raised the fault begin anew, so that it is raised again only by what they see from now on
     */
    Future<Ticket> move(TicketId ticket, boolean calms, BiFunction<Ticket, Fault, Move> move);

    /** One ticket with all that goes with it. */
    Future<Optional<Details>> find(TicketId ticket);

    /** Tickets of devices that somebody may see, newest first. */
    Future<Page<Seen>> list(UserId user, boolean all, Filter filter, int limit, @Nullable String cursor);

    /** Its story, newest first. */
    Future<Page<Told>> entries(TicketId ticket, int limit, @Nullable String cursor);

    /** The entries of the device's log that were attached to it: a list; nothing when none were. */
    Future<Json> attached(TicketId ticket);

    /** Who may work on a device's tickets: managers, and those who come to mend and have any role on it. By name. */
    Future<List<Worker>> workers(DeviceId device);

    /**
     * What is stored of a new ticket.
     *
     * @param steps what is to be done, each by language or as a person wrote it
     * @param attached entries of the device's log: a list; null: none
     */
    record Opening(
            Ticket.Step ticket,
            List<Fault.Step> faults,
            List<Json> steps,
            @Nullable Json attached,
            AuditEntry audit) {
        public Opening {
            faults = List.copyOf(faults);
            steps = List.copyOf(steps);
        }
    }

    /**
     * A line of the story.
     *
     * @param doer who has ticked off the step that it is about; null: nobody has
     * @param audit null: this is nothing for the audit
     */
    record Said(
            Ticket.Step ticket,
            @Nullable UserId doer,
            @Nullable AuditEntry audit) {}

    /** A ticket's move with what becomes of its fault. */
    record Move(Ticket.Step ticket, List<Fault.Step> faults, AuditEntry audit) {
        public Move {
            faults = List.copyOf(faults);
        }
    }

    /** Which tickets. {@code statuses} empty: any. */
    record Filter(
            @Nullable DeviceId device,
            @Nullable SpaceId space,
            @Nullable FaultId fault,
            @Nullable UserId assignee,
            boolean unclosed,
            Set<TicketStatus> statuses) {
        public Filter {
            statuses = Set.copyOf(statuses);
        }
    }

    /** A ticket with how things are called. */
    record Seen(
            Ticket ticket,
            String deviceName,
            String model,
            String code,
            boolean drill,
            @Nullable String assigneeName) {}

    /** The same with its steps and what it has cost so far. */
    record Details(Seen seen, List<StepLine> steps, int minutes, List<Cost> costs) {}

    /** One step; {@code done} null: not yet. */
    record StepLine(
            int step,
            Json text,
            @Nullable Instant done,
            @Nullable UserId doer,
            @Nullable String doerName) {}

    /** What all parts together have cost, in hundredths of a currency. */
    record Cost(String currency, long hundredths) {}

    /** A line of the story, with how whom it is about is called now. */
    record Told(TicketEntry entry, @Nullable String aboutName) {}

    /** Somebody who may work on tickets. */
    record Worker(UserId id, String login, String name) {}
}
