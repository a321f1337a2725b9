package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import io.hawser.drill.Drill;
import io.hawser.drill.DrillStore;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drills in the table of that name, with what their faults and alerts tell of them. */
final class PgDrillStore implements DrillStore {
    /** By whom a fault was brought to its end: closed by a person's word, or not. */
    private static final String SHOWN =
            "f.status = 'resolved' AND NOT EXISTS (SELECT FROM fault_steps s WHERE s.fault = f.id"
                    + " AND s.step = f.step AND (s.act = 'closed' OR s.detail->>'reason' IS NOT NULL))";

    private static final String COLUMNS =
            "x.id, x.device, x.fault, x.code, x.severity, x.note, x.started_by, x.started,"
                    + " x.until, x.found, coalesce(x.told, a.told) AS told, coalesce(x.acknowledged, f.acknowledged_at) AS acknowledged,"
                    + " coalesce(x.repaired, CASE WHEN " + SHOWN
                    + " THEN f.resolved END) AS repaired, x.ended, x.outcome";

    private static final String SEEN = "SELECT " + COLUMNS + ", d.name AS device_name, u.name AS starter,"
            + " (SELECT json_agg(json_build_array(m.channel, p.name) ORDER BY m.made, m.id)::text FROM deliveries m"
            + " LEFT JOIN users p ON p.id = m.person WHERE m.alert = x.fault AND m.stage = 'raised') AS spared,"
            + " (extract(epoch FROM x.started) * 1000000)::bigint AS sequence"
            + " FROM drills x JOIN devices d ON d.id = x.device LEFT JOIN users u ON u.id = x.started_by"
            + " LEFT JOIN faults f ON f.id = x.fault LEFT JOIN alerts a ON a.id = x.fault";

    private static final String LIST = SEEN + " WHERE ($1::text IS NULL OR x.device = $1)"
            + " AND ((extract(epoch FROM x.started) * 1000000)::bigint, x.id) < ($2::bigint, coalesce($3::text, 'e'))"
            + " ORDER BY sequence DESC, x.id DESC LIMIT $4";

    private static final String DUE = "SELECT " + COLUMNS + " FROM drills x LEFT JOIN faults f ON f.id = x.fault"
            + " LEFT JOIN alerts a ON a.id = x.fault WHERE x.ended IS NULL"
            + " AND (x.until <= $1 OR f.resolved IS NOT NULL) ORDER BY x.until LIMIT $2";

    private static final String END = "UPDATE drills e SET ended = $2, told = s.told, acknowledged = s.acknowledged,"
            + " repaired = s.repaired, outcome = coalesce($3, CASE WHEN s.repaired IS NOT NULL THEN 'repaired'"
            + " WHEN s.over THEN 'over' ELSE 'closed' END) FROM (SELECT " + COLUMNS
            + ", f.id IS NULL OR EXISTS (SELECT FROM fault_steps s WHERE s.fault = f.id AND s.step = f.step"
            + " AND s.actor->>'hub' = 'drill') AS over FROM drills x LEFT JOIN faults f ON f.id = x.fault"
            + " LEFT JOIN alerts a ON a.id = x.fault WHERE x.id = $1) s WHERE e.id = s.id AND e.ended IS NULL";

    private final Database database;

    PgDrillStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> add(Drill drill, AuditEntry audit) {
        UserId by = drill.startedBy();
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "INSERT INTO drills (id, device, fault, code, severity, note, started_by, started, until)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                        drill.id(),
                        drill.device().value(),
                        drill.fault().value(),
                        drill.code(),
                        Words.lower(drill.severity()),
                        Columns.text("note", drill.note()),
                        by == null ? null : by.value(),
                        Columns.time(drill.started()),
                        Columns.time(drill.until())))
                .recover(Refused.by("drills_device", () -> Failure.notFound("device")))
                .recover(Refused.by(
                        "drills_running",
                        () -> Failure.of(ErrorCode.VERSION_CONFLICT, "A drill goes on at this device.")))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> found(String drill, Fault.Step step, Instant now) {
        return database.transaction(statements -> statements
                        .run(
                                "UPDATE drills SET found = $2 WHERE id = $1 AND found IS NULL AND ended IS NULL",
                                drill,
                                Columns.time(now))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : PgFaults.save(statements, List.of(step)).map(true)))
                // Whatever tells of such a fault already, this drill is not found by it.
                .recover(
                        cause -> cause instanceof Refused ? Future.succeededFuture(false) : Future.failedFuture(cause));
    }

    @Override
    public Future<Optional<Seen>> find(String drill) {
        return database.lookup(SEEN + " WHERE x.id = $1", drill).map(rows -> Columns.first(rows, PgDrillStore::seen));
    }

    @Override
    public Future<Page<Seen>> list(@Nullable DeviceId device, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            return database.query(
                            LIST,
                            device == null ? null : device.value(),
                            key[0] == null ? Long.MAX_VALUE : Paging.number(key[0]),
                            key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgDrillStore::seen, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("id")}));
        });
    }

    @Override
    public Future<List<Drill>> due(Instant now, int most) {
        return database.lookup(DUE, Columns.time(now), most).map(rows -> Columns.all(rows, PgDrillStore::drill));
    }

    @Override
    public Future<Void> end(String drill, Instant now, Drill.@Nullable Outcome outcome, AuditEntry audit) {
        return PgAuditStore.change(
                        database, audit, END, drill, Columns.time(now), outcome == null ? null : Words.lower(outcome))
                .mapEmpty();
    }

    private static Seen seen(Row row) {
        List<Spared> spared = new ArrayList<>();
        String messages = row.getString("spared");
        if (messages != null) {
            JsonText.own(JsonNul.json(messages))
                    .forEach(one -> spared.add(
                            new Spared(one.get(0).asText(), one.get(1).textValue())));
        }
        return new Seen(drill(row), row.getString("device_name"), row.getString("starter"), spared);
    }

    private static Drill drill(Row row) {
        String by = row.getString("started_by");
        String outcome = row.getString("outcome");
        return new Drill(
                row.getString("id"),
                new DeviceId(row.getString("device")),
                new FaultId(row.getString("fault")),
                row.getString("code"),
                Words.constant(Severity.class, row.getString("severity")),
                row.getString("note"),
                by == null ? null : new UserId(by),
                Columns.instant(row, "started"),
                Columns.instant(row, "until"),
                Columns.optionalInstant(row, "found"),
                Columns.optionalInstant(row, "told"),
                Columns.optionalInstant(row, "acknowledged"),
                Columns.optionalInstant(row, "repaired"),
                Columns.optionalInstant(row, "ended"),
                outcome == null ? null : Words.constant(Drill.Outcome.class, outcome));
    }
}
