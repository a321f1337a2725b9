package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultAct;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.fault.FaultStore.Stepped;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.repair.Case;
import io.hawser.repair.Repair;
import io.hawser.repair.Try;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads all that repair has to know of a fault, within somebody's transaction. */
final class PgCases {
    private static final String LAST =
            "SELECT s.step, s.act, s.at, s.status, s.severity, s.actor::text AS actor, u.name AS actor_name, s.detail::text AS detail,"
                    + " EXISTS (SELECT FROM fault_steps n WHERE n.fault = s.fault AND NOT n.repaired) AS stirred"
                    + " FROM fault_steps s LEFT JOIN users u ON u.id = s.actor->>'user' WHERE s.fault = $1"
                    + " ORDER BY s.step DESC LIMIT 1";

    /** Of the device, for the same code; those of practice have none of earnest. */
    private static final String BEFORE = PgTickets.SELECT
            + " JOIN faults f ON f.id = t.fault WHERE t.device = $1 AND t.status = 'closed' AND t.closed > $3 AND f.code = $2"
            + " AND f.drill = $4 AND f.id <> $5 ORDER BY t.closed DESC LIMIT 1";

    private static final String FACTS = """
            SELECT d.model,
                EXISTS (SELECT FROM watches w WHERE w.device = d.id AND w.code = $2 AND w.phase = 'raised') AS raised,
                (SELECT max(coalesce(w.due, $3)) FROM watches w WHERE w.device = d.id AND w.code = $2 AND w.phase = 'clearing') AS clearing,
                EXISTS (SELECT FROM repair_stops s WHERE s.device = d.id) AS stopped,
                (SELECT max(m.ends) FROM maintenance m WHERE m.starts <= $3 AND m.ends > $3 AND (m.device = d.id
                    OR m.space IN (SELECT space FROM space_devices WHERE device = d.id))) AS maintenance,
                (SELECT json_object_agg(p.name, json_build_array(p.day, p.last))::text FROM (
                    SELECT t.name, count(*) FILTER (WHERE t.begun > $3 - interval '1 day') AS day,
                        (extract(epoch FROM max(coalesce(t.ended, t.begun))) * 1000)::bigint AS last
                      FROM repair_tries t JOIN faults g ON g.id = t.fault AND g.drill = $4 WHERE t.device = d.id AND t.begun > $3 - interval '30 days' AND t.outcome <> 'skipped'
                     GROUP BY t.name) p) AS past
              FROM devices d WHERE d.id = $1
            """;

    private final Database.Statements statements;
    private final Instant now;
    private final Duration reopen;
    private final boolean locking;

    /**
     * @param reopen how long after its ticket was closed a fault that comes back reopens it
     * @param locking whether all of it stays as it is until the transaction ends
     */
    PgCases(Database.Statements statements, Instant now, Duration reopen, boolean locking) {
        this.statements = statements;
        this.now = now;
        this.reopen = reopen;
        this.locking = locking;
    }

    /** The case of a fault, which is locked already where that is wanted. */
    Future<Case> of(Fault fault) {
        String id = fault.id().value();
        String lock = locking ? " FOR UPDATE" : "";
        return statements
                .run(PgRepairs.SELECT + "fault = $1" + lock, id)
                .map(rows -> Columns.first(rows, PgRepairs::repair))
                .compose(repair -> statements
                        .run(PgRepairs.TRIES, id)
                        .map(rows -> Columns.all(rows, PgRepairs::tried))
                        .compose(tries -> ticket(id)
                                .compose(ticket -> before(fault, repair.isEmpty() && ticket.isEmpty())
                                        .compose(before -> facts(fault)
                                                .compose(facts -> last(
                                                        fault,
                                                        repair.orElse(null),
                                                        tries,
                                                        ticket.orElse(null),
                                                        before.orElse(null),
                                                        facts.orElse(null)))))));
    }

    private Future<Case> last(
            Fault fault,
            @Nullable Repair repair,
            List<Try> tries,
            @Nullable Ticket ticket,
            @Nullable Ticket before,
            Case.@Nullable Facts facts) {
        return statements.run(LAST, fault.id().value()).map(rows -> {
            Row row = rows.iterator().next();
            return new Case(fault, stepped(row), row.getBoolean("stirred"), repair, tries, ticket, before, facts);
        });
    }

    private Future<Optional<Ticket>> ticket(String fault) {
        return statements
                .run(PgTickets.SELECT + " WHERE t.fault = $1 AND t.status <> 'closed'" + lockTicket(), fault)
                .map(rows -> Columns.first(rows, PgTickets::ticket));
    }

    private Future<Optional<Ticket>> before(Fault fault, boolean wanted) {
        DeviceId device = fault.device();
        if (!wanted || device == null || fault.isResolved()) {
            return Future.succeededFuture(Optional.empty());
        }
        return statements
                .run(
                        BEFORE + lockTicket(),
                        device.value(),
                        fault.code(),
                        Columns.time(now.minus(reopen)),
                        fault.drill(),
                        fault.id().value())
                .map(rows -> Columns.first(rows, PgTickets::ticket));
    }

    private String lockTicket() {
        return locking ? " FOR UPDATE OF t" : "";
    }

    private Future<Optional<Case.Facts>> facts(Fault fault) {
        DeviceId device = fault.device();
        return device == null
                ? Future.succeededFuture(Optional.empty())
                : statements
                        .run(FACTS, device.value(), fault.code(), Columns.time(now), fault.drill())
                        .map(rows -> Columns.first(rows, PgCases::facts));
    }

    private static Case.Facts facts(Row row) {
        return new Case.Facts(
                row.getString("model"),
                row.getBoolean("raised"),
                Columns.optionalInstant(row, "clearing"),
                row.getBoolean("stopped"),
                Columns.optionalInstant(row, "maintenance"),
                past(row.getString("past")));
    }

    private static Map<String, Case.Past> past(@Nullable String text) {
        Map<String, Case.Past> past = new HashMap<>();
        if (text != null) {
            JsonText.own(text).properties().forEach(member -> {
                JsonNode of = member.getValue();
                past.put(
                        member.getKey(),
                        new Case.Past(
                                of.get(0).asInt(),
                                Instant.ofEpochMilli(of.get(1).asLong())));
            });
        }
        return past;
    }

    private static Stepped stepped(Row row) {
        return new Stepped(
                row.getInteger("step"),
                Words.constant(FaultAct.class, row.getString("act")),
                Columns.instant(row, "at"),
                Words.constant(FaultStatus.class, row.getString("status")),
                Words.constant(Severity.class, row.getString("severity")),
                PgTickets.actor(row),
                new Json(JsonNul.json(row.getString("detail"))));
    }
}
