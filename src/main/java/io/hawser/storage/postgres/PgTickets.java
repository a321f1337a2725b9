package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry;
import io.hawser.domain.TicketEntry.Expense;
import io.hawser.domain.TicketId;
import io.hawser.domain.TicketState;
import io.hawser.domain.TicketStatus;
import io.hawser.domain.UserId;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tickets and their entries as rows of {@code tickets} and {@code ticket_entries}. */
final class PgTickets {
    /** What is to be selected of a ticket, with who opened it as {@code p}. */
    static final String COLUMNS =
            "t.id, t.number, t.device, t.fault, t.title, t.text, t.severity, t.status, t.assignee,"
                    + " t.actor::text AS actor, p.name AS actor_name, t.opened, t.changed, t.closed, t.reopened, t.entries";

    /** To go with {@link #COLUMNS}. */
    static final String OPENER = " LEFT JOIN users p ON p.id = t.actor->>'user'";

    static final String SELECT = "SELECT " + COLUMNS + " FROM tickets t" + OPENER;

    private static final String SAVE =
            "INSERT INTO tickets (id, number, device, fault, title, text, severity, status, assignee, actor, opened, changed,"
                    + " closed, reopened, entries)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::json, $11, $12, $13, $14, $15)"
                    + " ON CONFLICT (id) DO UPDATE SET fault = excluded.fault, title = excluded.title,"
                    + " severity = excluded.severity, status = excluded.status, assignee = excluded.assignee,"
                    + " changed = excluded.changed, closed = excluded.closed, reopened = excluded.reopened,"
                    + " entries = excluded.entries";

    private static final String ENTRY =
            "INSERT INTO ticket_entries (ticket, entry, at, actor, kind, text, about, step, quantity, hundredths, currency,"
                    + " minutes) VALUES ($1, $2, $3, $4::text::json, $5, $6, $7, $8, $9, $10, $11, $12)";

    private PgTickets() {}

    /** Stores a step within somebody's transaction, with what people are to be told of it. */
    static Future<Void> save(Database.Statements statements, Ticket.Step step) {
        return statements
                .run(SAVE, row(step.ticket()))
                .compose(saved -> statements.run(ENTRY, row(step.ticket().id(), step.entry())))
                .compose(saved -> TicketNotices.tell(statements, step));
    }

    /** Stores what is to be done for a new ticket. */
    static Future<Void> steps(Database.Statements statements, TicketId ticket, List<Json> steps) {
        Future<?> saved = Future.succeededFuture();
        for (int i = 0; i < steps.size(); i++) {
            int number = i + 1;
            String text = JsonNul.kept(steps.get(i).text());
            saved = saved.compose(before -> statements.run(
                    "INSERT INTO ticket_steps (ticket, step, text) VALUES ($1, $2, $3::text::json)",
                    ticket.value(),
                    number,
                    text));
        }
        return saved.mapEmpty();
    }

    private static @Nullable Object[] row(Ticket ticket) {
        UserId assignee = ticket.state().assignee();
        return new @Nullable Object[] {
            ticket.id().value(),
            ticket.number(),
            ticket.device().value(),
            ticket.fault().value(),
            ticket.title(),
            ticket.text(),
            Words.lower(ticket.severity()),
            Words.lower(ticket.state().status()),
            assignee == null ? null : assignee.value(),
            actor(ticket.openedBy()),
            Columns.time(ticket.opened()),
            Columns.time(ticket.changed()),
            Columns.time(ticket.closed()),
            ticket.reopened(),
            ticket.entries()
        };
    }

    private static @Nullable Object[] row(TicketId ticket, TicketEntry entry) {
        UserId about = entry.about();
        Expense expense = entry.expense();
        return new @Nullable Object[] {
            ticket.value(),
            entry.number(),
            Columns.time(entry.at()),
            actor(entry.by()),
            Words.lower(entry.kind()),
            entry.text(),
            about == null ? null : about.value(),
            entry.step(),
            expense == null ? null : expense.quantity(),
            expense == null ? null : expense.hundredths(),
            expense == null ? null : expense.currency(),
            entry.minutes()
        };
    }

    private static String actor(Actor by) {
        return JsonNul.kept(JsonText.write(out -> ActorJson.write(out, by)).text());
    }

    /** A row with {@link #COLUMNS}. */
    static Ticket ticket(Row row) {
        String assignee = row.getString("assignee");
        return new Ticket(
                new TicketId(row.getString("id")),
                row.getLong("number"),
                new DeviceId(row.getString("device")),
                new FaultId(row.getString("fault")),
                row.getString("title"),
                row.getString("text"),
                Words.constant(Severity.class, row.getString("severity")),
                TicketState.of(
                        Words.constant(TicketStatus.class, row.getString("status")),
                        assignee == null ? null : new UserId(assignee)),
                actor(row),
                Columns.instant(row, "opened"),
                Columns.instant(row, "changed"),
                Columns.optionalInstant(row, "closed"),
                row.getInteger("reopened"),
                row.getInteger("entries"));
    }

    /** A row of {@code ticket_entries} with {@code actor} as text and {@code actor_name}. */
    static TicketEntry entry(Row row) {
        String about = row.getString("about");
        String currency = row.getString("currency");
        return new TicketEntry(
                row.getInteger("entry"),
                Columns.instant(row, "at"),
                actor(row),
                Words.constant(TicketEntry.Kind.class, row.getString("kind")),
                row.getString("text"),
                about == null ? null : new UserId(about),
                row.getInteger("step"),
                currency == null ? null : new Expense(row.getInteger("quantity"), row.getLong("hundredths"), currency),
                row.getInteger("minutes"));
    }

    /** Who it was, by the name that they have now. */
    static Actor actor(Row row) {
        Actor actor = ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor"))));
        String name = row.getString("actor_name");
        return actor instanceof Actor.ByUser by
                ? new Actor.ByUser(by.user(), name == null ? "" : name, by.via())
                : actor;
    }
}
