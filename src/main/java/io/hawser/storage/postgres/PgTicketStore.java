package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
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
import io.hawser.protocol.Words;
import io.hawser.ticket.TicketStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Tickets in {@code tickets}, {@code ticket_steps} and {@code ticket_entries}. */
final class PgTicketStore implements TicketStore {
    private static final String SEEN = "SELECT " + PgTickets.COLUMNS
            + ", d.name AS device_name, d.model, f.code, f.drill, a.name AS assignee_name,"
            + " (extract(epoch FROM t.opened) * 1000000)::bigint AS sequence FROM tickets t" + PgTickets.OPENER
            + " JOIN devices d ON d.id = t.device JOIN faults f ON f.id = t.fault LEFT JOIN users a ON a.id = t.assignee";

    /** With the person as $1 and the time as $2. */
    private static final String MAY_SEE =
            "t.device IN (SELECT device FROM device_roles WHERE holder = $1 AND (expires IS NULL OR expires > $2))";

    private static final String LIST = SEEN + " WHERE ($3 OR " + MAY_SEE + ") AND ($4::text IS NULL OR t.device = $4)"
            + " AND ($5::text IS NULL OR t.device IN (SELECT device FROM space_devices WHERE space = $5))"
            + " AND ($6::text IS NULL OR t.fault = $6) AND ($7::text IS NULL OR t.assignee = $7)"
            + " AND (NOT $8 OR t.status <> 'closed') AND ($9::text[] IS NULL OR t.status = ANY ($9))"
            + " AND ((extract(epoch FROM t.opened) * 1000000)::bigint, t.id) < ($10::bigint, coalesce($11::text, 'u'))"
            + " ORDER BY sequence DESC, t.id DESC LIMIT $12";

    private static final String STEPS = "SELECT s.step, s.text::text AS text, s.done, s.done_by, u.name AS doer"
            + " FROM ticket_steps s LEFT JOIN users u ON u.id = s.done_by WHERE s.ticket = $1 ORDER BY s.step";

    private static final String COSTS =
            "SELECT currency, sum(hundredths)::bigint AS hundredths, sum(minutes)::int AS minutes"
                    + " FROM ticket_entries WHERE ticket = $1 AND kind IN ('part', 'time') GROUP BY currency ORDER BY currency";

    private static final String ENTRIES = "SELECT e.entry, e.at, e.actor::text AS actor, u.name AS actor_name, e.kind,"
            + " e.text, e.about, a.name AS about_name, e.step, e.quantity, e.hundredths, e.currency, e.minutes"
            + " FROM ticket_entries e LEFT JOIN users u ON u.id = e.actor->>'user' LEFT JOIN users a ON a.id = e.about"
            + " WHERE e.ticket = $1 AND e.entry < $2 ORDER BY e.entry DESC LIMIT $3";

    private static final String WORKERS = "SELECT u.id, u.login, u.name FROM users u WHERE NOT u.disabled AND u.id IN"
            + " (SELECT r.holder FROM device_roles r WHERE r.device = $1 AND (r.expires IS NULL OR r.expires > $2)"
            + " AND (r.rank >= 3 OR u.role = 'technician')) ORDER BY lower(u.name), u.id LIMIT 500";

    private final Database database;
    private final Clock clock;

    PgTicketStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Future<Ticket> open(LongFunction<Opening> byNumber) {
        return Columns.checked(() -> opened(database.transaction(
                statements -> number(statements).compose(number -> save(statements, byNumber.apply(number))))));
    }

    @Override
    public Future<Ticket> open(FaultId fault, BiFunction<Long, Fault, Opening> byNumber) {
        return opened(database.transaction(statements -> PgFaults.locked(statements, fault)
                .compose(found ->
                        number(statements).compose(number -> save(statements, byNumber.apply(number, found))))));
    }

    private static Future<Ticket> opened(Future<Ticket> saved) {
        return saved.recover(Refused.by(
                        "tickets_of_fault",
                        () -> Failure.of(ErrorCode.VERSION_CONFLICT, "The fault has a ticket already.")))
                .recover(Refused.by("faults_device", () -> Failure.notFound("device")))
                .recover(Refused.by("tickets_device", () -> Failure.notFound("device")));
    }

    static Future<Long> number(Database.Statements statements) {
        return statements
                .run("SELECT nextval(pg_get_serial_sequence('tickets', 'number')) AS number")
                .map(rows -> rows.iterator().next().getLong("number"));
    }

    static Future<Ticket> save(Database.Statements statements, Opening opening) {
        Ticket ticket = opening.ticket().ticket();
        Columns.text("title", ticket.title());
        Columns.text("text", ticket.text());
        Json attached = opening.attached();
        return PgFaults.save(statements, opening.faults())
                .compose(done -> PgTickets.save(statements, opening.ticket()))
                .compose(done -> PgTickets.steps(statements, ticket.id(), opening.steps()))
                .compose(done -> attached == null
                        ? Future.succeededFuture()
                        : statements.run(
                                "UPDATE tickets SET attached = $2::text::json WHERE id = $1",
                                ticket.id().value(),
                                JsonNul.kept(attached.text())))
                .compose(done -> PgAuditStore.add(statements, opening.audit()))
                .map(ticket);
    }

    @Override
    public Future<Ticket> say(TicketId ticket, Function<Ticket, List<Said>> said) {
        return database.transaction(statements -> locked(statements, ticket).compose(found -> {
            Future<Ticket> saved = Future.succeededFuture(found);
            for (Said line : said.apply(found)) {
                saved = saved.compose(before -> save(statements, line));
            }
            return saved;
        }));
    }

    private static Future<Ticket> save(Database.Statements statements, Said said) {
        Ticket ticket = said.ticket().ticket();
        TicketEntry entry = said.ticket().entry();
        AuditEntry audit = said.audit();
        Columns.text("title", ticket.title());
        Columns.text("text", entry.text());
        return ticked(statements, said)
                .compose(done -> PgTickets.save(statements, said.ticket()))
                .compose(done -> audit == null ? Future.succeededFuture() : PgAuditStore.add(statements, audit))
                .map(ticket);
    }

    private static Future<Void> ticked(Database.Statements statements, Said said) {
        TicketEntry entry = said.ticket().entry();
        UserId doer = said.doer();
        if (entry.step() == 0) {
            return Future.succeededFuture();
        }
        return statements
                .run(
                        "UPDATE ticket_steps SET done = $3, done_by = $4 WHERE ticket = $1 AND step = $2",
                        said.ticket().ticket().id().value(),
                        entry.step(),
                        doer == null ? null : Columns.time(entry.at()),
                        doer == null ? null : doer.value())
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Failure.invalid("/step", "is none of this ticket's"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<Ticket> move(TicketId ticket, boolean calms, BiFunction<Ticket, Fault, Move> move) {
        return database.transaction(statements -> statements
                        .run("SELECT fault FROM tickets WHERE id = $1", ticket.value())
                        .map(rows -> Columns.first(rows, row -> new FaultId(row.getString("fault")))
                                .orElseThrow(() -> Failure.notFound("ticket")))
                        // Watches are locked before faults, and faults before tickets, by everybody.
                        .compose(fault -> (calms ? PgFaults.calm(statements, fault) : Future.succeededFuture())
                                .compose(calmed -> PgFaults.locked(statements, fault)))
                        .compose(fault -> locked(statements, ticket).compose(found -> {
                            if (!found.fault().equals(fault.id())) {
                                throw Failure.of(
                                        ErrorCode.VERSION_CONFLICT, "The ticket was reopened at the same moment.");
                            }
                            return save(statements, move.apply(found, fault));
                        })))
                .recover(Refused.by(
                        "faults_of_device",
                        () -> Failure.of(
                                ErrorCode.VERSION_CONFLICT,
                                "The device has a fault of this kind again: open a ticket for that.")));
    }

    private static Future<Ticket> save(Database.Statements statements, Move move) {
        Columns.text("reason", move.ticket().entry().text());
        return PgFaults.save(statements, move.faults())
                .compose(done -> PgTickets.save(statements, move.ticket()))
                .compose(done -> PgAuditStore.add(statements, move.audit()))
                .map(move.ticket().ticket());
    }

    private static Future<Ticket> locked(Database.Statements statements, TicketId ticket) {
        return statements
                .run(PgTickets.SELECT + " WHERE t.id = $1 FOR UPDATE OF t", ticket.value())
                .map(rows -> Columns.first(rows, PgTickets::ticket).orElseThrow(() -> Failure.notFound("ticket")));
    }

    @Override
    public Future<Optional<Details>> find(TicketId ticket) {
        return database.lookup(SEEN + " WHERE t.id = $1", ticket.value())
                .map(rows -> Columns.first(rows, PgTicketStore::seen))
                .compose(seen -> seen.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : details(seen.get()).map(Optional::of));
    }

    private Future<Details> details(Seen seen) {
        String id = seen.ticket().id().value();
        Future<List<StepLine>> steps = database.lookup(STEPS, id).map(rows -> Columns.all(rows, PgTicketStore::step));
        return database.lookup(COSTS, id)
                .compose(rows -> steps.map(lines -> new Details(
                        seen,
                        lines,
                        Columns.all(rows, row -> row.getInteger("minutes")).stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        Columns.all(rows, row -> row).stream()
                                .filter(row -> row.getString("currency") != null)
                                .map(row -> new Cost(row.getString("currency"), row.getLong("hundredths")))
                                .toList())));
    }

    @Override
    public Future<Page<Seen>> list(UserId user, boolean all, Filter filter, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            DeviceId device = filter.device();
            SpaceId space = filter.space();
            FaultId fault = filter.fault();
            UserId assignee = filter.assignee();
            return database.query(
                            LIST,
                            user.value(),
                            Columns.time(clock.instant()),
                            all,
                            device == null ? null : device.value(),
                            space == null ? null : space.value(),
                            fault == null ? null : fault.value(),
                            assignee == null ? null : assignee.value(),
                            filter.unclosed(),
                            words(filter.statuses()),
                            key[0] == null ? Long.MAX_VALUE : Paging.number(key[0]),
                            key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgTicketStore::seen, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("id")}));
        });
    }

    @Override
    public Future<Page<Told>> entries(TicketId ticket, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            long before = cursor == null ? Integer.MAX_VALUE : Paging.numbers(cursor, 1)[0];
            return database.lookup(
                            ENTRIES, ticket.value(), (int) Math.max(0, Math.min(before, Integer.MAX_VALUE)), limit + 1)
                    .map(rows -> Paging.page(
                            rows, limit, row -> new Told(PgTickets.entry(row), row.getString("about_name")), row ->
                                    new String[] {String.valueOf(row.getInteger("entry"))}));
        });
    }

    @Override
    public Future<Json> attached(TicketId ticket) {
        return database.lookup("SELECT attached::text AS attached FROM tickets WHERE id = $1", ticket.value())
                .map(rows -> Columns.first(rows, row -> Optional.ofNullable(row.getString("attached")))
                        .orElseThrow(() -> Failure.notFound("ticket"))
                        .map(text -> new Json(JsonNul.json(text)))
                        .orElse(new Json("[]")));
    }

    @Override
    public Future<List<Worker>> workers(DeviceId device) {
        return database.lookup(WORKERS, device.value(), Columns.time(clock.instant()))
                .map(rows -> Columns.all(
                        rows,
                        row -> new Worker(
                                new UserId(row.getString("id")), row.getString("login"), row.getString("name"))));
    }

    private static Seen seen(Row row) {
        return new Seen(
                PgTickets.ticket(row),
                row.getString("device_name"),
                row.getString("model"),
                row.getString("code"),
                row.getBoolean("drill"),
                row.getString("assignee_name"));
    }

    private static StepLine step(Row row) {
        String doer = row.getString("done_by");
        return new StepLine(
                row.getInteger("step"),
                new Json(JsonNul.json(row.getString("text"))),
                Columns.optionalInstant(row, "done"),
                doer == null ? null : new UserId(doer),
                row.getString("doer"));
    }

    private static String @Nullable [] words(Set<TicketStatus> statuses) {
        return statuses.isEmpty() ? null : statuses.stream().map(Words::lower).toArray(String[]::new);
    }
}
