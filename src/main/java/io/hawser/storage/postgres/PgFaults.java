package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults and their steps as rows of {@code faults} and {@code fault_steps}. */
final class PgFaults {
    /** What is to be selected of a fault. */
    static final String COLUMNS =
            "f.id, f.device, f.space, f.code, f.severity, f.status, f.opened, f.changed, f.resolved,"
                    + " f.recurrences, f.step, f.data::text AS data, f.acknowledged_by, f.acknowledged_at, f.snoozed_until, f.site,"
                    + " f.drill, f.cause";

    private static final String SAVE = "INSERT INTO faults (id, device, space, code, severity, status, opened, changed,"
            + " resolved, recurrences, step, data, acknowledged_by, acknowledged_at, snoozed_until, site, drill, cause)"
            + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::json, $13, $14, $15, $16, $17, $18)"
            + " ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, status = excluded.status,"
            + " changed = excluded.changed, resolved = excluded.resolved, recurrences = excluded.recurrences,"
            + " step = excluded.step, acknowledged_by = excluded.acknowledged_by,"
            + " acknowledged_at = excluded.acknowledged_at, snoozed_until = excluded.snoozed_until, site = excluded.site";

    private static final String STEP =
            "INSERT INTO fault_steps (fault, step, at, status, severity, actor, detail, logged)"
                    + " VALUES ($1, $2, $3, $4, $5, $6::text::json, $7::text::json, $8)";

    private PgFaults() {}

    /** Stores steps, one after the other, within somebody's transaction. */
    static Future<Void> save(Database.Statements statements, List<Fault.Step> steps) {
        Future<Void> saved = Future.succeededFuture();
        for (Fault.Step step : steps) {
            saved = saved.compose(before -> save(statements, step));
        }
        return saved;
    }

    private static Future<Void> save(Database.Statements statements, Fault.Step step) {
        Fault fault = step.fault();
        String by = JsonText.write(out -> ActorJson.write(out, step.by())).text();
        return statements
                .run(SAVE, row(fault))
                .compose(saved -> statements.run(
                        STEP,
                        fault.id().value(),
                        fault.step(),
                        Columns.time(step.at()),
                        Words.lower(fault.status()),
                        Words.lower(fault.severity()),
                        JsonNul.kept(by),
                        JsonNul.kept(step.detail().text()),
                        // A space has no log.
                        step.logged() || fault.device() == null))
                .mapEmpty();
    }

    private static @Nullable Object[] row(Fault fault) {
        DeviceId device = fault.device();
        SpaceId space = fault.space();
        UserId knower = fault.acknowledgedBy();
        FaultId site = fault.site();
        return new @Nullable Object[] {
            fault.id().value(),
            device == null ? null : device.value(),
            space == null ? null : space.value(),
            fault.code(),
            Words.lower(fault.severity()),
            Words.lower(fault.status()),
            Columns.time(fault.opened()),
            Columns.time(fault.changed()),
            Columns.time(fault.resolved()),
            fault.recurrences(),
            fault.step(),
            JsonNul.kept(fault.data().text()),
            knower == null ? null : knower.value(),
            Columns.time(fault.acknowledgedAt()),
            Columns.time(fault.snoozedUntil()),
            site == null ? null : site.value(),
            fault.drill(),
            fault.cause().value()
        };
    }

    /** A row with {@link #COLUMNS}. */
    static Fault fault(Row row) {
        String device = row.getString("device");
        String space = row.getString("space");
        String knower = row.getString("acknowledged_by");
        String site = row.getString("site");
        return new Fault(
                new FaultId(row.getString("id")),
                device == null ? null : new DeviceId(device),
                space == null ? null : new SpaceId(space),
                row.getString("code"),
                Words.constant(Severity.class, row.getString("severity")),
                Words.constant(FaultStatus.class, row.getString("status")),
                Columns.instant(row, "opened"),
                Columns.instant(row, "changed"),
                Columns.optionalInstant(row, "resolved"),
                row.getInteger("recurrences"),
                row.getInteger("step"),
                new Json(JsonNul.json(row.getString("data"))),
                knower == null ? null : new UserId(knower),
                Columns.optionalInstant(row, "acknowledged_at"),
                Columns.optionalInstant(row, "snoozed_until"),
                site == null ? null : new FaultId(site),
                row.getBoolean("drill"),
                new Cause(row.getString("cause")));
    }
}
