package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.protocol.Words;
import io.hawser.ticket.LogBook;
import io.hawser.ticket.TicketStore.Cost;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A device's maintenance log, put together from where each thing is kept. */
final class PgLogBook implements LogBook {
    private static final String NOBODY = "'{\"hub\":\"drill\"}'::json";

    /** With the device as $1. */
    private static final String ALL = """
            SELECT s.at, 'fault' AS kind, f.id, s.actor, json_build_object('fault', f.id, 'code', f.code, 'severity', s.severity,
                    'drill', f.drill, 'title', f.data->>'title') AS detail
              FROM faults f JOIN fault_steps s ON s.fault = f.id AND s.step = 1 WHERE f.device = $1
            UNION ALL
            SELECT s.at, 'resolved', f.id, s.actor, json_build_object('fault', f.id, 'code', f.code, 'severity', f.severity,
                    'drill', f.drill, 'recurrences', f.recurrences, 'reason', s.detail->>'reason')
              FROM faults f JOIN fault_steps s ON s.fault = f.id AND s.step = f.step WHERE f.device = $1 AND f.resolved IS NOT NULL
            UNION ALL
            SELECT r.begun, 'repair', r.fault || ':' || lpad(r.try::text, 4, '0'), r.actor, json_build_object('fault', r.fault, 'code', f.code,
                    'drill', f.drill, 'name', r.name, 'strategy', r.kind, 'outcome', r.outcome, 'why', r.why,
                    'ended', (extract(epoch FROM r.ended) * 1000)::bigint)
              FROM repair_tries r JOIN faults f ON f.id = r.fault WHERE r.device = $1
            UNION ALL
            SELECT e.at, 'ticket', t.id || ':' || lpad(e.entry::text, 6, '0'), e.actor, json_build_object('ticket', t.id, 'number', t.number,
                    'title', t.title, 'entry', e.kind, 'text', nullif(e.text, ''), 'user', a.name, 'step', nullif(e.step, 0),
                    'quantity', e.quantity, 'cost', e.hundredths / 100.0, 'currency', e.currency, 'minutes', nullif(e.minutes, 0),
                    'drill', f.drill)
              FROM tickets t JOIN faults f ON f.id = t.fault JOIN ticket_entries e ON e.ticket = t.id LEFT JOIN users a ON a.id = e.about
             WHERE t.device = $1
            UNION ALL
            SELECT r.at, 'replacement', r.id, r.actor, json_build_object('replacement', r.id, 'hardware', h.id, 'name', h.name,
                    'reason', nullif(r.reason, ''))
              FROM replacements r LEFT JOIN devices h ON h.id = r.hardware WHERE r.device = $1
            UNION ALL
            SELECT r.undone, 'undone', r.id, json_build_object('user', r.undone_by, 'via', 'rest'),
                   json_build_object('replacement', r.id, 'hardware', h.id, 'name', h.name)
              FROM replacements r LEFT JOIN devices h ON h.id = r.hardware
             WHERE r.device = $1 AND r.undone IS NOT NULL AND r.undone_by IS NOT NULL
            UNION ALL
            SELECT x.started, 'drill', x.id, CASE WHEN x.started_by IS NULL THEN %1$s
                    ELSE json_build_object('user', x.started_by, 'via', 'rest') END,
                   json_build_object('drill', true, 'code', x.code, 'severity', x.severity, 'reason', nullif(x.note, ''))
              FROM drills x WHERE x.device = $1
            UNION ALL
            SELECT x.ended, 'drill_ended', x.id, %1$s, json_build_object('drill', true, 'code', x.code, 'outcome', x.outcome)
              FROM drills x WHERE x.device = $1 AND x.ended IS NOT NULL
            UNION ALL
            SELECT m.starts, 'maintenance', m.id, CASE WHEN m.made_by IS NULL THEN '{"hub":"maintenance"}'::json
                    ELSE json_build_object('user', m.made_by, 'via', 'rest') END,
                   json_build_object('reason', m.reason, 'ended', (extract(epoch FROM m.ends) * 1000)::bigint)
              FROM maintenance m WHERE m.device = $1
            """.formatted(NOBODY);

    private static final String LINES = "SELECT l.at, l.kind, l.id, l.actor::text AS actor, u.name AS actor_name,"
            + " json_strip_nulls(l.detail)::text AS detail, (extract(epoch FROM l.at) * 1000000)::bigint AS sequence FROM ("
            + ALL
            + ") l LEFT JOIN users u ON u.id = l.actor->>'user' WHERE l.at >= $2 AND l.at < $3 AND ($4::bigint IS NULL"
            + " OR ((extract(epoch FROM l.at) * 1000000)::bigint, l.kind, l.id) > ($4, $5::text, $6::text))"
            + " ORDER BY sequence, l.kind, l.id LIMIT $7";

    private static final String COUNTS =
            "SELECT (SELECT count(*) FROM faults WHERE device = $1 AND NOT drill AND opened >= $2 AND opened < $3)::int AS faults,"
                    + " (SELECT count(*) FROM tickets t JOIN faults f ON f.id = t.fault WHERE t.device = $1 AND NOT f.drill"
                    + " AND t.opened >= $2 AND t.opened < $3)::int AS tickets";

    private static final String COSTS =
            "SELECT e.currency, sum(e.hundredths)::bigint AS hundredths, sum(e.minutes)::int AS minutes"
                    + " FROM tickets t JOIN faults f ON f.id = t.fault JOIN ticket_entries e ON e.ticket = t.id WHERE t.device = $1"
                    + " AND NOT f.drill AND e.kind IN ('part', 'time') AND e.at >= $2 AND e.at < $3 GROUP BY e.currency ORDER BY e.currency";

    private final Database database;

    PgLogBook(Database database) {
        this.database = database;
    }

    @Override
    public Future<Page<Line>> lines(DeviceId device, Instant from, Instant to, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 3);
            return database.query(
                            LINES,
                            device.value(),
                            Columns.time(from),
                            Columns.time(to),
                            key[0] == null ? null : Paging.number(key[0]),
                            key[1],
                            key[2],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgLogBook::line, row -> new String[] {
                        String.valueOf(row.getLong("sequence")), row.getString("kind"), row.getString("id")
                    }));
        });
    }

    @Override
    public Future<Totals> totals(DeviceId device, Instant from, Instant to) {
        @Nullable Object[] of = {device.value(), Columns.time(from), Columns.time(to)};
        return database.query(COUNTS, of)
                .compose(counts -> database.query(COSTS, of).map(rows -> {
                    Row count = counts.iterator().next();
                    List<Row> sums = Columns.all(rows, row -> row);
                    return new Totals(
                            count.getInteger("faults"),
                            count.getInteger("tickets"),
                            sums.stream()
                                    .mapToInt(row -> row.getInteger("minutes"))
                                    .sum(),
                            sums.stream()
                                    .filter(row -> row.getString("currency") != null)
                                    .map(row -> new Cost(
                                            row.getString("currency"),
                                            Objects.requireNonNullElse(row.getLong("hundredths"), 0L)))
                                    .toList());
                }));
    }

    private static Line line(Row row) {
        return new Line(
                Columns.instant(row, "at"),
                Words.constant(Kind.class, row.getString("kind")),
                PgTickets.actor(row),
                new Json(JsonNul.json(row.getString("detail"))));
    }
}
