package io.hawser.ticket;

import io.hawser.domain.Actor;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.domain.UserId;
import io.hawser.ticket.TicketStore.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants changed of a ticket at once.
 *
 * @param title null: as it is
 * @param severity null: as it is
 * @param reassigned whether somebody else is to do it
 * @param assignee who, then; null: nobody
 * @param starts whether whoever says so begins
 * @param step which step is ticked off or on again; 0: none
 */
public record TicketEdit(
        @Nullable String title,
        @Nullable Severity severity,
        boolean reassigned,
        @Nullable Worker assignee,
        boolean starts,
        int step,
        boolean done) {

    /** The lines of the story that come of it. */
    List<Ticket.Step> lines(Ticket ticket, UserId who, Actor by, Instant at) {
        List<Ticket.Step> lines = new ArrayList<>();
        Ticket now = ticket;
        if (title != null || severity != null) {
            now = add(
                    lines,
                    now.change(
                            Objects.requireNonNullElse(title, now.title()),
                            Objects.requireNonNullElse(severity, now.severity()),
                            by,
                            at));
        }
        if (reassigned) {
            now = add(lines, assignee == null ? now.release(by, at) : now.assign(assignee.id(), by, at));
        }
        if (starts) {
            now = add(lines, now.start(who, by, at));
        }
        if (step > 0) {
            add(lines, now.tick(step, done, by, at));
        }
        return lines;
    }

    private static Ticket add(List<Ticket.Step> lines, Ticket.Step line) {
        lines.add(line);
        return line.ticket();
    }
}
