package io.hawser.domain;

import io.hawser.domain.TicketEntry.Expense;
import io.hawser.domain.TicketEntry.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * People's work on a fault of a device, from its being told to its proof. Every change is an entry of its story.
 *
 * @param number by which people call it: #12
 * @param fault what it is about; after it came back, the newest of its faults
 * @param text what whoever opened it said
 * @param openedBy a person, or the hub
 * @param reopened how often
 * @param entries how many its story has
 */
public record Ticket(
        TicketId id,
        long number,
        DeviceId device,
        FaultId fault,
        String title,
        String text,
        Severity severity,
        TicketState state,
        Actor openedBy,
        Instant opened,
        Instant changed,
        @Nullable Instant closed,
        int reopened,
        int entries) {
    /** A line of its story, and what it was after that. */
    public record Step(Ticket ticket, TicketEntry entry) {}

    /** There is one from now on. */
    public static Step open(
            TicketId id,
            long number,
            DeviceId device,
            FaultId fault,
            String title,
            String text,
            Severity severity,
            Actor by,
            Instant at) {
        Ticket ticket = new Ticket(
                id, number, device, fault, title, text, severity, new TicketState.Open(), by, at, at, null, 0, 1);
        return new Step(ticket, TicketEntry.of(1, at, by, Kind.OPENED, ""));
    }

    /** Whether it is done. */
    public boolean isClosed() {
        return state instanceof TicketState.Closed;
    }

    /** It is called otherwise, or is more or less urgent. */
    public Step change(String newTitle, Severity newSeverity, Actor by, Instant at) {
        Ticket next = new Ticket(
                id,
                number,
                device,
                fault,
                newTitle,
                text,
                newSeverity,
                state,
                openedBy,
                opened,
                at,
                closed,
                reopened,
                entries + 1);
        return new Step(next, TicketEntry.of(entries + 1, at, by, Kind.CHANGED, newTitle));
    }

    /** Somebody is to do it. Fails with {@code VERSION_CONFLICT} while it is verified or closed, as all work does. */
    public Step assign(UserId to, Actor by, Instant at) {
        return step(workable().assign(to), fault, entry(by, at, Kind.ASSIGNED, "", to), at);
    }

    /** Nobody is to do it any more. */
    public Step release(Actor by, Instant at) {
        return step(workable().release(), fault, entry(by, at, Kind.RELEASED, "", null), at);
    }

    /** Somebody begins, and has it from then on. */
    public Step start(UserId who, Actor by, Instant at) {
        return step(workable().start(who), fault, entry(by, at, Kind.STARTED, "", null), at);
    }

    /** It seems to be done. */
    public Step verify(String why, Actor by, Instant at) {
        return step(workable().verify(), fault, entry(by, at, Kind.VERIFYING, why, null), at);
    }

    /** The device has not shown that it works; nothing of a ticket that is not verified. */
    public Step refute(String why, Actor by, Instant at) {
        if (state instanceof TicketState.Verifying verifying) {
            return step(verifying.refuted(), fault, entry(by, at, Kind.REFUTED, why, null), at);
        }
        throw conflict("The ticket is not being verified.");
    }

    /** It is done. */
    public Step close(String why, Actor by, Instant at) {
        if (state instanceof TicketState.Unclosed unclosed) {
            return step(unclosed.close(), fault, entry(by, at, Kind.CLOSED, why, null), at);
        }
        throw conflict("The ticket is closed already.");
    }

    /** What it is about is back. */
    public Step reopen(FaultId again, String why, Actor by, Instant at) {
        if (state instanceof TicketState.Closed shut) {
            return step(shut.reopen(), again, entry(by, at, Kind.REOPENED, why, null), at);
        }
        throw conflict("The ticket is not closed.");
    }

    /** A step is done, or not after all. */
    public Step tick(int step, boolean done, Actor by, Instant at) {
        workable();
        Kind kind = done ? Kind.TICKED : Kind.UNTICKED;
        return said(new TicketEntry(entries + 1, at, by, kind, "", null, step, null, 0));
    }

    /** Somebody says something; of a closed one as well. */
    public Step comment(String words, Actor by, Instant at) {
        return said(entry(by, at, Kind.COMMENT, words, null));
    }

    /** A part was used; told of a closed one as well. */
    public Step part(String name, Expense expense, Actor by, Instant at) {
        return said(new TicketEntry(entries + 1, at, by, Kind.PART, name, null, 0, expense, 0));
    }

    /** Other hardware took over the device; told of a closed one as well. */
    public Step replaced(String hardware, Actor by, Instant at) {
        return said(entry(by, at, Kind.REPLACED, hardware, null));
    }

    /** Somebody worked so long; told of a closed one as well. */
    public Step work(int minutes, String words, Actor by, Instant at) {
        return said(new TicketEntry(entries + 1, at, by, Kind.TIME, words, null, 0, null, minutes));
    }

    private TicketState.Workable workable() {
        if (state instanceof TicketState.Workable workable) {
            return workable;
        }
        throw conflict(isClosed() ? "The ticket is closed." : "The ticket is being verified.");
    }

    private TicketEntry entry(Actor by, Instant at, Kind kind, String words, @Nullable UserId about) {
        return new TicketEntry(entries + 1, at, by, kind, words, about, 0, null, 0);
    }

    private Step said(TicketEntry entry) {
        return step(state, fault, entry, entry.at());
    }

    private Step step(TicketState next, FaultId of, TicketEntry entry, Instant at) {
        boolean ends = next instanceof TicketState.Closed;
        Ticket after = new Ticket(
                id,
                number,
                device,
                of,
                title,
                text,
                severity,
                next,
                openedBy,
                opened,
                at,
                ends ? (isClosed() ? closed : at) : null,
                reopened + (next instanceof TicketState.Reopened && isClosed() ? 1 : 0),
                entry.number());
        return new Step(after, entry);
    }

    private static Failure conflict(String words) {
        return Failure.of(ErrorCode.VERSION_CONFLICT, words);
    }
}
