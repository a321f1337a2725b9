package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Faults and their steps as rows of {@code faults} and {@code fault_steps}. */
final class PgFaults {
    /** What is to be selected of a fault. */
    static final String COLUMNS =
            "f.id, f.device, f.space, f.code, f.severity, f.status, f.opened, f.changed, f.resolved,"
                    + " f.recurrences, f.step, f.data::text AS data, f.acknowledged_by, f.acknowledged_at, f.snoozed_until, f.site,"
                    + " f.drill, f.cause";

    /** What a person must have to see a fault of a device, or of a space; the person as {@code %1$s}, the time as {@code %2$s}. */
    static final String DEVICES_OF =
            "(SELECT device FROM device_roles WHERE holder = %1$s AND (expires IS NULL OR expires > %2$s))";

    static final String SPACES_OF =
            "(SELECT id FROM spaces WHERE owner = %1$s UNION ALL SELECT space FROM space_members WHERE member = %1$s)";

    private static final String SAVE = "INSERT INTO faults (id, device, space, code, severity, status, opened, changed,"
            + " resolved, recurrences, step, data, acknowledged_by, acknowledged_at, snoozed_until, site, drill, cause)"
            + " SELECT f.id, f.device, f.space, f.code, f.severity, f.status, f.opened, f.changed, f.resolved, f.recurrences, f.step,"
            + " f.data::json, f.acknowledged_by, f.acknowledged_at, f.snoozed_until, f.site, f.drill, f.cause"
            + " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],"
            + " $8::timestamptz[], $9::timestamptz[], $10::int[], $11::int[], $12::text[], $13::text[], $14::timestamptz[],"
            + " $15::timestamptz[], $16::text[], $17::boolean[], $18::text[]) AS f (id, device, space, code, severity, status, opened,"
            + " changed, resolved, recurrences, step, data, acknowledged_by, acknowledged_at, snoozed_until, site, drill, cause)"
            + " ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, status = excluded.status,"
            + " changed = excluded.changed, resolved = excluded.resolved, recurrences = excluded.recurrences,"
            + " step = excluded.step, acknowledged_by = excluded.acknowledged_by,"
            + " acknowledged_at = excluded.acknowledged_at, snoozed_until = excluded.snoozed_until, site = excluded.site";

    private static final String STEP =
            "INSERT INTO fault_steps (fault, step, act, at, status, severity, actor, detail, logged, alerted)"
                    + " SELECT s.fault, s.step, s.act, s.at, s.status, s.severity, s.actor::json, s.detail::json, s.logged, s.alerted"
                    + " FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],"
                    + " $8::text[], $9::boolean[], $10::boolean[])"
                    + " AS s (fault, step, act, at, status, severity, actor, detail, logged, alerted)";

    private static final String LOCKED = "SELECT " + COLUMNS + " FROM faults f WHERE f.id = $1 FOR UPDATE";

    private PgFaults() {}

    /** A fault as it stays until the transaction ends; fails with {@code NOT_FOUND}. */
    static Future<Fault> locked(Database.Statements statements, FaultId fault) {
        return statements
                .run(LOCKED, fault.value())
                .map(rows -> Columns.first(rows, PgFaults::fault).orElseThrow(() -> Failure.notFound("fault")));
    }

    /** What raised it begins anew, so that it is raised again only by what is seen from now on. To be done before it is locked. */
    static Future<?> calm(Database.Statements statements, FaultId fault) {
        return statements.run(
                "UPDATE watches w SET phase = 'calm', due = NULL FROM faults f WHERE f.id = $1 AND w.device = f.device"
                        + " AND w.code = f.code AND w.phase <> 'calm'",
                fault.value());
    }

    /** Stores steps in their order, within somebody's transaction; of each fault what it is after the last of them. */
    static Future<Void> save(Database.Statements statements, List<Fault.Step> steps) {
        if (steps.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<FaultId, Fault> last = new LinkedHashMap<>();
        steps.forEach(step -> last.put(step.fault().id(), step.fault()));
        // One that is over makes room for the next of its code.
        List<Fault> faults = last.values().stream()
                .sorted(Comparator.comparing(fault -> !fault.isResolved()))
                .toList();
        return statements
                .run(SAVE, rows(faults))
                .compose(saved -> statements.run(STEP, stepRows(steps)))
                .mapEmpty();
    }

    private static @Nullable Object[] rows(List<Fault> faults) {
        return new @Nullable Object[] {
            texts(faults, fault -> fault.id().value()),
            texts(faults, fault -> value(fault.device(), DeviceId::value)),
            texts(faults, fault -> value(fault.space(), SpaceId::value)),
            texts(faults, Fault::code),
            texts(faults, fault -> Words.lower(fault.severity())),
            texts(faults, fault -> Words.lower(fault.status())),
            times(faults, Fault::opened),
            times(faults, Fault::changed),
            times(faults, Fault::resolved),
            faults.stream().map(Fault::recurrences).toArray(Integer[]::new),
            faults.stream().map(Fault::step).toArray(Integer[]::new),
            texts(faults, fault -> JsonNul.kept(fault.data().text())),
            texts(faults, fault -> value(fault.acknowledgedBy(), UserId::value)),
            times(faults, Fault::acknowledgedAt),
            times(faults, Fault::snoozedUntil),
            texts(faults, fault -> value(fault.site(), FaultId::value)),
            faults.stream().map(Fault::drill).toArray(Boolean[]::new),
            texts(faults, fault -> fault.cause().value())
        };
    }

    private static @Nullable Object[] stepRows(List<Fault.Step> steps) {
        return new @Nullable Object[] {
            texts(steps, step -> step.fault().id().value()),
            steps.stream().map(step -> step.fault().step()).toArray(Integer[]::new),
            texts(steps, step -> Words.lower(step.act())),
            times(steps, Fault.Step::at),
            texts(steps, step -> Words.lower(step.fault().status())),
            texts(steps, step -> Words.lower(step.fault().severity())),
            texts(
                    steps,
                    step -> JsonNul.kept(JsonText.write(out -> ActorJson.write(out, step.by()))
                            .text())),
            texts(steps, step -> JsonNul.kept(step.detail().text())),
            steps.stream().map(Fault.Step::logged).toArray(Boolean[]::new),
            steps.stream().map(step -> step.fault().isCarried()).toArray(Boolean[]::new)
        };
    }

    private static <T> @Nullable String value(@Nullable T id, Function<T, String> text) {
        return id == null ? null : text.apply(id);
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        @Nullable String[] texts = new @Nullable String[all.size()];
        Arrays.setAll(texts, i -> text.apply(all.get(i)));
        return texts;
    }

    private static <T> @Nullable OffsetDateTime[] times(List<T> all, Function<T, @Nullable Instant> time) {
        @Nullable OffsetDateTime[] times = new @Nullable OffsetDateTime[all.size()];
        Arrays.setAll(times, i -> Columns.time(time.apply(all.get(i))));
        return times;
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
