package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Maintenance;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.MaintenanceStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Maintenance in the table of that name. */
final class PgMaintenanceStore implements MaintenanceStore {
    /** Until when somebody works where a fault {@code f} is; the time as {@code %1$s}. Null: nobody does. */
    static final String UNTIL = "(SELECT max(m.ends) FROM maintenance m WHERE m.starts <= %1$s AND m.ends > %1$s"
            + " AND (m.device = f.device OR m.space = f.space"
            + " OR m.space IN (SELECT p.space FROM space_devices p WHERE p.device = f.device)))";

    private static final String COLUMNS = "m.id, m.device, m.space, m.starts, m.ends, m.reason, m.made_by, m.made";

    private static final String SEEN = "SELECT " + COLUMNS + ", coalesce(d.name, s.name) AS name, u.name AS maker"
            + " FROM maintenance m LEFT JOIN devices d ON d.id = m.device LEFT JOIN spaces s ON s.id = m.space"
            + " LEFT JOIN users u ON u.id = m.made_by WHERE m.ends > $2 AND ";

    /**
     * Faults where one was, that people were not told of because of it: something became of them meanwhile which they would have been
     * told of.
     */
    private static final String LEFT = "SELECT " + PgFaults.COLUMNS
            + " FROM faults f WHERE f.resolved IS NULL AND f.site IS NULL AND (f.device = $1 OR f.space = $2"
            + " OR f.device IN (SELECT p.device FROM space_devices p WHERE p.space = $2))"
            + " AND EXISTS (SELECT FROM fault_steps s WHERE s.fault = f.id AND s.at >= $3 AND s.at < $4"
            + " AND s.act IN ('found', 'graded', 'relapsed', 'detached', 'left'))"
            + " AND " + UNTIL.formatted("$5") + " IS NULL ORDER BY f.id FOR UPDATE";

    private final Database database;

    PgMaintenanceStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> add(Maintenance made, AuditEntry audit) {
        DeviceId device = made.device();
        SpaceId space = made.space();
        UserId by = made.madeBy();
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "INSERT INTO maintenance (id, device, space, starts, ends, reason, made_by, made)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                        made.id(),
                        device == null ? null : device.value(),
                        space == null ? null : space.value(),
                        Columns.time(made.starts()),
                        Columns.time(made.ends()),
                        Columns.text("reason", made.reason()),
                        by == null ? null : by.value(),
                        Columns.time(made.made())))
                .recover(Refused.by("maintenance_device", () -> Failure.notFound("device")))
                .recover(Refused.by("maintenance_space", () -> Failure.notFound("space")))
                .mapEmpty();
    }

    @Override
    public Future<Optional<Seen>> find(String id, Instant now) {
        return seen("m.id = $1", id, now).map(found -> found.stream().findFirst());
    }

    @Override
    public Future<Void> end(String id, Instant now, AuditEntry audit) {
        return PgAuditStore.change(
                        database,
                        audit,
                        statements -> statements
                                .run(
                                        "UPDATE maintenance SET ends = $2 WHERE id = $1 AND starts < $2 AND ends > $2",
                                        id,
                                        Columns.time(now))
                                .compose(rows -> rows.rowCount() > 0
                                        ? Future.succeededFuture(rows)
                                        : statements.run(
                                                "DELETE FROM maintenance WHERE id = $1 AND starts >= $2",
                                                id,
                                                Columns.time(now))))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Failure.notFound("maintenance"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<List<Seen>> of(DeviceId device, UserId user, boolean all, Instant now) {
        return seen(
                "(m.device = $1 OR (m.space IN (SELECT space FROM space_devices WHERE device = $1)"
                        + " AND ($4 OR m.space IN " + PgFaults.SPACES_OF.formatted("$3") + ")))",
                device.value(),
                now,
                user.value(),
                all);
    }

    @Override
    public Future<List<Seen>> of(SpaceId space, Instant now) {
        return seen("m.space = $1", space.value(), now);
    }

    private Future<List<Seen>> seen(String which, String id, Instant now, Object... more) {
        Object[] arguments =
                Stream.concat(Stream.of(id, Columns.time(now)), Stream.of(more)).toArray();
        return database.lookup(SEEN + which + " ORDER BY m.starts, m.id LIMIT 500", arguments)
                .map(rows -> Columns.all(
                        rows, row -> new Seen(maintenance(row), row.getString("name"), row.getString("maker"))));
    }

    @Override
    public Future<Optional<Instant>> until(FaultId fault, Instant at) {
        return database.lookup(
                        "SELECT " + UNTIL.formatted("$2") + " AS until FROM faults f WHERE f.id = $1",
                        fault.value(),
                        Columns.time(at))
                .map(rows -> Columns.first(rows, row -> Optional.ofNullable(Columns.optionalInstant(row, "until")))
                        .flatMap(until -> until));
    }

    @Override
    public Future<Integer> close(Instant now, int most, BiFunction<Fault, Maintenance, Fault.Step> step) {
        return database.transaction(statements -> statements
                .run(
                        "SELECT " + COLUMNS + " FROM maintenance m WHERE NOT m.closed AND m.ends <= $1"
                                + " ORDER BY m.ends LIMIT $2 FOR UPDATE SKIP LOCKED",
                        Columns.time(now),
                        most)
                .compose(rows -> {
                    Future<?> closed = Future.succeededFuture();
                    for (Maintenance over : Columns.all(rows, PgMaintenanceStore::maintenance)) {
                        closed = closed.compose(before -> closed(statements, over, now, step));
                    }
                    return closed.map(rows.size());
                }));
    }

    private static Future<?> closed(
            Database.Statements statements,
            Maintenance over,
            Instant now,
            BiFunction<Fault, Maintenance, Fault.Step> step) {
        DeviceId device = over.device();
        SpaceId space = over.space();
        Future<RowSet<Row>> left = statements.run(
                LEFT,
                device == null ? null : device.value(),
                space == null ? null : space.value(),
                Columns.time(over.starts()),
                Columns.time(over.ends()),
                Columns.time(now));
        return left.compose(rows -> PgFaults.save(
                        statements,
                        Columns.all(rows, PgFaults::fault).stream()
                                .map(fault -> step.apply(fault, over))
                                .toList()))
                .compose(saved -> statements.run("UPDATE maintenance SET closed = true WHERE id = $1", over.id()));
    }

    private static Maintenance maintenance(Row row) {
        String device = row.getString("device");
        String space = row.getString("space");
        String by = row.getString("made_by");
        return new Maintenance(
                row.getString("id"),
                device == null ? null : new DeviceId(device),
                space == null ? null : new SpaceId(space),
                Columns.instant(row, "starts"),
                Columns.instant(row, "ends"),
                row.getString("reason"),
                by == null ? null : new UserId(by),
                Columns.instant(row, "made"));
    }
}
