package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.FaultFilter;
import io.hawser.fault.FaultFilter.Order;
import io.hawser.fault.FaultStore;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists of faults. Those of devices and those of spaces are asked for apart, each in order and no more than fit on the page: so PostgreSQL
 * may go through what somebody may see or through the newest faults, whichever is less.
 */
final class PgFaultPages {
    private static final String RANK =
            "array_position(ARRAY['info', 'warning', 'minor', 'major', 'critical'], f.severity)";

    /** What is told beside a fault; the time as {@code %1$s}. */
    private static final String TOLD = ", coalesce(d.name, s.name) AS name, d.model, u.name AS knower,"
            + " o.override::text AS override, coalesce(c.carried, 0) AS carried, coalesce(c.unresolved, 0) AS unresolved,"
            + " " + PgMaintenanceStore.UNTIL + " AS maintained,"
            + " (extract(epoch FROM f.opened) * 1000000)::bigint AS micros, " + RANK + " AS rank FROM ";

    private static final String BESIDE =
            " f LEFT JOIN devices d ON d.id = f.device LEFT JOIN spaces s ON s.id = f.space"
                    + " LEFT JOIN users u ON u.id = f.acknowledged_by"
                    + " LEFT JOIN check_overrides o ON o.device = f.device AND o.code = f.code"
                    + " LEFT JOIN LATERAL (SELECT count(*)::int AS carried,"
                    + " count(*) FILTER (WHERE m.resolved IS NULL)::int AS unresolved FROM faults m"
                    + " WHERE f.space IS NOT NULL AND m.site = f.id) c ON true";

    private static final long LATEST = 253_402_300_800_000_000L;

    private final Database database;
    private final Clock clock;

    PgFaultPages(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Optional<FaultStore.Seen>> find(FaultId fault) {
        return database.lookup(
                        "SELECT " + PgFaults.COLUMNS + TOLD.formatted("$2") + "faults" + BESIDE + " WHERE f.id = $1",
                        fault.value(),
                        Columns.time(clock.instant()))
                .map(rows -> Columns.first(rows, PgFaultPages::seen));
    }

    Future<Page<FaultStore.Seen>> list(
            UserId user, boolean all, FaultFilter filter, Order order, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            Where where = new Where();
            where.with(Columns.time(clock.instant()));
            String by = order == Order.SEVERITY ? "rank DESC, opened DESC, id DESC" : "opened DESC, id DESC";
            String after = cursor == null ? "" : " AND " + after(where, order, cursor);
            String part = "(SELECT f.*, " + RANK + " AS rank FROM faults f WHERE %s" + after + " ORDER BY " + by
                    + " LIMIT " + (limit + 1) + ")";
            String parts = branches(where, user, all, filter).stream()
                    .map(part::formatted)
                    .collect(Collectors.joining(" UNION ALL "));
            String sql = "SELECT " + PgFaults.COLUMNS + TOLD.formatted("$1") + "(" + parts + ")" + BESIDE + " ORDER BY "
                    + Stream.of(by.split(", ")).map(key -> "f." + key).collect(Collectors.joining(", ")) + " LIMIT "
                    + (limit + 1);
            return database.query(sql, where.arguments())
                    .map(rows -> Paging.page(rows, limit, PgFaultPages::seen, PgFaultPages::key));
        });
    }

    Future<FaultStore.Counts> count(UserId user, boolean all, FaultFilter filter) {
        Where where = new Where();
        where.with(Columns.time(clock.instant()));
        String parts = branches(where, user, all, filter).stream()
                .map(branch -> "SELECT f.severity, f.site FROM faults f WHERE $1::timestamptz IS NOT NULL"
                        + " AND f.resolved IS NULL AND " + branch)
                .collect(Collectors.joining(" UNION ALL "));
        return database.query(
                        "SELECT f.severity, f.site IS NOT NULL AS carried, count(*)::int AS faults FROM (" + parts
                                + ") f GROUP BY 1, 2",
                        where.arguments())
                .map(rows -> {
                    List<FaultStore.Count> alone = new ArrayList<>();
                    int carried = 0;
                    for (Row row : rows) {
                        if (row.getBoolean("carried")) {
                            carried += row.getInteger("faults");
                        } else {
                            alone.add(new FaultStore.Count(
                                    Words.constant(Severity.class, row.getString("severity")),
                                    row.getInteger("faults")));
                        }
                    }
                    return new FaultStore.Counts(alone, carried);
                });
    }

    /** Conditions of faults of devices, and of faults of spaces, where there may be any; with the time as $1. */
    private static List<String> branches(Where where, UserId user, boolean all, FaultFilter filter) {
        String common = common(where, filter);
        String person = all ? "" : where.with(user.value());
        DeviceId device = filter.device();
        SpaceId space = filter.space();
        FaultId site = filter.site();
        List<String> branches = new ArrayList<>();
        String ofDevices = "f.device IS NOT NULL"
                + (all ? "" : " AND f.device IN " + PgFaults.DEVICES_OF.formatted(person, "$1"))
                + (device == null ? "" : " AND f.device = " + where.with(device.value()))
                + (space == null
                        ? ""
                        : " AND f.device IN (SELECT device FROM space_devices WHERE space = "
                                + where.with(space.value()) + ")")
                + (site == null ? "" : " AND f.site = " + where.with(site.value()));
        branches.add(ofDevices + common);
        if (device == null && site == null) {
            branches.add("f.space IS NOT NULL"
                    + (all ? "" : " AND f.space IN " + PgFaults.SPACES_OF.formatted(person))
                    + (space == null ? "" : " AND f.space = " + where.with(space.value()))
                    + common);
        }
        return branches;
    }

    private static String common(Where where, FaultFilter filter) {
        return (filter.code() == null ? "" : " AND f.code = " + where.with(filter.code()))
                + (filter.unresolved() ? " AND f.resolved IS NULL" : "")
                + (filter.alone() ? " AND f.site IS NULL" : "")
                + among(where, "f.status", filter.statuses())
                + among(where, "f.severity", filter.severities());
    }

    private static String among(Where where, String column, Set<? extends Enum<?>> constants) {
        return constants.isEmpty()
                ? ""
                : " AND " + column + " = ANY ("
                        + where.with(constants.stream().map(Words::lower).toArray(String[]::new)) + ")";
    }

    private static String after(Where where, Order order, String cursor) {
        String[] key = Paging.key(cursor, 3);
        long micros = Paging.number(key[1]);
        long rank = Paging.number(key[0]);
        if (micros < 0 || micros >= LATEST || rank < 1 || rank > Severity.values().length) {
            throw Paging.strange();
        }
        String place =
                where.with(Columns.time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS))) + ", " + where.with(key[2]);
        return order == Order.SEVERITY
                ? "(" + RANK + ", f.opened, f.id) < (" + where.with((int) rank) + ", " + place + ")"
                : "(f.opened, f.id) < (" + place + ")";
    }

    private static String[] key(Row row) {
        return new String[] {
            String.valueOf(row.getInteger("rank")), String.valueOf(row.getLong("micros")), row.getString("id")
        };
    }

    private static FaultStore.Seen seen(Row row) {
        String override = row.getString("override");
        return new FaultStore.Seen(
                PgFaults.fault(row),
                row.getString("name"),
                row.getString("model"),
                row.getString("knower"),
                override == null ? null : new Json(JsonNul.json(override)),
                new FaultStore.Carries(row.getInteger("carried"), row.getInteger("unresolved")),
                Columns.optionalInstant(row, "maintained"));
    }
}
