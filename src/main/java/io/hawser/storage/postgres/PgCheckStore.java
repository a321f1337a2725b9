package io.hawser.storage.postgres;

import io.hawser.check.CheckStore;
import io.hawser.check.Known;
import io.hawser.check.Memo;
import io.hawser.check.Moves;
import io.hawser.check.Standing;
import io.hawser.condition.Phase;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Watches in the table of that name, stored with the faults that come of them. */
final class PgCheckStore implements CheckStore {
    private static final String STANDINGS = "SELECT device, watch, code, severity, phase, since, due, epoch, revision,"
            + " memo::text AS memo FROM watches WHERE ";

    private static final String FAULTS =
            "SELECT " + PgFaults.COLUMNS + " FROM faults f WHERE f.device = ANY ($1) AND f.resolved IS NULL";

    private static final String SAVE =
            "INSERT INTO watches (device, watch, code, severity, phase, since, due, epoch, revision,"
                    + " memo) SELECT w.device, w.watch, w.code, w.severity, w.phase, w.since, w.due, w.epoch, w.revision, w.memo::json"
                    + " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],"
                    + " $8::bigint[], $9::bigint[], $10::text[])"
                    + " AS w (device, watch, code, severity, phase, since, due, epoch, revision, memo)"
                    // One that was removed meanwhile is not watched any more.
                    + " JOIN devices d ON d.id = w.device"
                    + " ON CONFLICT (device, watch) DO UPDATE SET severity = excluded.severity, phase = excluded.phase,"
                    + " since = excluded.since, due = excluded.due, epoch = excluded.epoch, revision = excluded.revision,"
                    + " memo = excluded.memo";

    private static final String WATCHED = "SELECT d.id, d.model, (SELECT json_object_agg(o.code, o.override)::text"
            + " FROM check_overrides o WHERE o.device = d.id) AS overrides FROM devices d WHERE d.id = ANY ($1)";

    private static final String SITES =
            "SELECT sd.space, count(DISTINCT sd.device) FILTER (WHERE w.phase IS DISTINCT FROM 'raised')::int AS total,"
                    + " count(DISTINCT sd.device) FILTER (WHERE w.phase = 'pending' AND w.since BETWEEN $3 AND $4)::int AS gone,"
                    + " array_agg(DISTINCT sd.device) FILTER (WHERE sd.device = ANY ($1)) AS devices,"
                    + " (SELECT f.id FROM faults f WHERE f.space = sd.space AND f.code = 'SITE.OUTAGE' AND f.resolved IS NULL)"
                    + " AS outage"
                    + " FROM space_devices sd LEFT JOIN watches w ON w.device = sd.device AND w.code = $2"
                    + " WHERE sd.space IN (SELECT space FROM space_devices WHERE device = ANY ($1))"
                    + " AND NOT EXISTS (SELECT FROM devices h WHERE h.id = sd.device AND h.serves IS NOT NULL)"
                    + " GROUP BY sd.space ORDER BY gone DESC, sd.space";

    /** Those of which half are back or all, or were and are not any more. */
    private static final String OUTAGES = "SELECT " + PgFaults.COLUMNS
            + ", c.carried, c.unresolved, c.unresolved_ids, greatest(f.changed, c.latest) AS quiet"
            + " FROM faults f CROSS JOIN LATERAL (SELECT count(*)::int AS carried,"
            + " count(*) FILTER (WHERE m.resolved IS NULL)::int AS unresolved, max(m.changed) AS latest,"
            + " array_agg(m.id) FILTER (WHERE m.resolved IS NULL) AS unresolved_ids FROM faults m WHERE m.site = f.id) c"
            + " WHERE f.space IS NOT NULL AND f.code = $1 AND f.resolved IS NULL"
            + " AND (2 * c.unresolved <= c.carried OR f.status = 'verifying') ORDER BY f.changed LIMIT 100";

    private static final String STRAYS = "SELECT m.id FROM faults m JOIN faults f ON f.id = m.site"
            + " WHERE m.site IS NOT NULL AND m.resolved IS NULL AND f.resolved IS NOT NULL ORDER BY m.id LIMIT $1";

    private static final String THERE = "SELECT id FROM devices WHERE id = ANY ($1) ORDER BY id FOR KEY SHARE";

    /** How often what others store at the same time may be in the way. */
    private static final int TRIES = 3;

    private static final String RECONSIDER = "UPDATE watches w SET due = $2 FROM devices d"
            + " WHERE d.id = w.device AND d.model = $1 AND w.phase = 'raised' AND (w.due IS NULL OR w.due > $2)";

    private final Database database;

    PgCheckStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Watched>> watched(Collection<DeviceId> devices) {
        return database.lookup(WATCHED, (Object) ids(devices))
                .map(rows -> Columns.all(
                        rows,
                        row -> new Watched(
                                new DeviceId(row.getString("id")),
                                row.getString("model"),
                                overrides(row.getString("overrides")))));
    }

    private static Map<String, Json> overrides(@Nullable String text) {
        Map<String, Json> overrides = new HashMap<>();
        if (text != null) {
            JsonText.own(JsonNul.json(text))
                    .properties()
                    .forEach(member -> overrides.put(member.getKey(), JsonText.json(member.getValue())));
        }
        return overrides;
    }

    @Override
    public Future<Integer> change(Set<DeviceId> devices, Function<Known, Moves> fold) {
        return devices.isEmpty() ? Future.succeededFuture(0) : change(ids(devices), fold, TRIES);
    }

    private Future<Integer> change(String[] ids, Function<Known, Moves> fold, int tries) {
        // Nearly always nothing comes of it: that takes no lock.
        return known(database::lookup, ids, "")
                .compose(known -> fold.apply(known).isEmpty()
                        ? Future.succeededFuture(0)
                        : database.transaction(statements -> statements
                                .run(THERE, (Object) ids)
                                .compose(there -> known(statements::run, ids, " FOR UPDATE")
                                        .compose(locked -> save(statements, there, fold.apply(locked))))))
                // A fault that was opened by other means has come in between: it is known with the next try.
                .recover(cause -> cause instanceof Refused && tries > 1
                        ? change(ids, fold, tries - 1)
                        : Future.failedFuture(cause));
    }

    private static Future<Known> known(
            BiFunction<String, @Nullable Object[], Future<RowSet<Row>>> statements, String[] ids, String lock) {
        @Nullable Object[] arguments = {ids};
        return statements
                .apply(STANDINGS + "device = ANY ($1) ORDER BY device, watch" + lock, arguments)
                .compose(standings -> statements
                        .apply(FAULTS + " ORDER BY f.device, f.code" + lock, arguments)
                        .compose(faults -> held(statements, Columns.all(faults, PgFaults::fault))
                                .map(held -> Known.of(
                                        Columns.all(standings, PgCheckStore::standing),
                                        Columns.all(faults, PgFaults::fault),
                                        held))));
    }

    /** Asked after the faults were locked, since a repair is stored under the lock of its fault. */
    private static Future<Set<FaultId>> held(
            BiFunction<String, @Nullable Object[], Future<RowSet<Row>>> statements, List<Fault> faults) {
        if (faults.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        @Nullable Object[] ids = {faults.stream().map(fault -> fault.id().value()).toArray(String[]::new)};
        return statements
                .apply("SELECT fault FROM repairs WHERE fault = ANY ($1) AND attempts > 0 AND stage <> 'over'", ids)
                .map(rows -> Columns.all(rows, row -> new FaultId(row.getString("fault"))).stream()
                        .collect(Collectors.toSet()));
    }

    /** Of devices that were removed meanwhile there is nothing to store. */
    private static Future<Integer> save(Database.Statements statements, RowSet<Row> there, Moves moves) {
        Set<String> devices = new HashSet<>(Columns.all(there, row -> row.getString("id")));
        List<Fault.Step> steps = moves.steps().stream()
                .filter(step -> step.fault().device() == null
                        || devices.contains(String.valueOf(step.fault().device())))
                .toList();
        Future<?> saved =
                moves.standings().isEmpty() ? Future.succeededFuture() : statements.run(SAVE, rows(moves.standings()));
        return saved.compose(done -> PgFaults.save(statements, steps)).map(steps.size());
    }

    private static @Nullable Object[] rows(List<Standing> standings) {
        return new @Nullable Object[] {
            texts(standings, standing -> standing.device().value()),
            texts(standings, Standing::watch),
            texts(standings, Standing::code),
            texts(standings, standing -> Words.lower(standing.severity())),
            texts(standings, standing -> Words.lower(standing.phase())),
            times(standings, Standing::since),
            times(standings, Standing::due),
            standings.stream().map(standing -> standing.last().epoch()).toArray(Long[]::new),
            standings.stream().map(standing -> standing.last().revision()).toArray(Long[]::new),
            texts(standings, standing -> JsonNul.kept(standing.memo().json().text()))
        };
    }

    private static String[] texts(List<Standing> standings, Function<Standing, String> text) {
        return standings.stream().map(text).toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime[] times(
            List<Standing> standings, Function<Standing, @Nullable Instant> time) {
        @Nullable OffsetDateTime[] times = new @Nullable OffsetDateTime[standings.size()];
        Arrays.setAll(times, i -> Columns.time(time.apply(standings.get(i))));
        return times;
    }

    private static Standing standing(Row row) {
        return new Standing(
                new DeviceId(row.getString("device")),
                row.getString("watch"),
                row.getString("code"),
                Words.constant(Severity.class, row.getString("severity")),
                Words.constant(Phase.class, row.getString("phase")),
                Columns.instant(row, "since"),
                Columns.optionalInstant(row, "due"),
                new Cursor(row.getLong("epoch"), row.getLong("revision")),
                Memo.of(new Json(JsonNul.json(row.getString("memo")))));
    }

    @Override
    public Future<List<Standing>> due(Instant by, int most) {
        return database.lookup(STANDINGS + "due <= $1 ORDER BY due LIMIT $2", Columns.time(by), most)
                .map(rows -> Columns.all(rows, PgCheckStore::standing));
    }

    @Override
    public Future<List<Site>> sites(Set<DeviceId> devices, String code, Duration within) {
        return database.lookup(
                        "SELECT min(since) AS first, max(since) AS last FROM watches"
                                + " WHERE device = ANY ($1) AND code = $2 AND phase = 'pending'",
                        ids(devices),
                        code)
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    Instant first = Columns.optionalInstant(row, "first");
                    Instant last = Columns.optionalInstant(row, "last");
                    return first == null || last == null
                            ? Future.succeededFuture(List.of())
                            : sites(devices, code, first.minus(within), last.plus(within));
                });
    }

    private Future<List<Site>> sites(Set<DeviceId> devices, String code, Instant from, Instant to) {
        return database.query(SITES, ids(devices), code, Columns.time(from), Columns.time(to))
                .map(rows -> Columns.all(rows, row -> {
                    String outage = row.getString("outage");
                    return new Site(
                            new SpaceId(row.getString("space")),
                            Stream.of(row.getArrayOfStrings("devices"))
                                    .map(DeviceId::new)
                                    .collect(Collectors.toSet()),
                            row.getInteger("total"),
                            row.getInteger("gone"),
                            outage == null ? null : new FaultId(outage));
                }));
    }

    @Override
    public Future<List<Outage>> outages(String code) {
        return database.lookup(OUTAGES, code)
                .map(rows -> Columns.all(rows, row -> {
                    String @Nullable [] left = row.getArrayOfStrings("unresolved_ids");
                    return new Outage(
                            PgFaults.fault(row),
                            row.getInteger("carried"),
                            row.getInteger("unresolved"),
                            left == null
                                    ? List.of()
                                    : Stream.of(left).map(FaultId::new).toList(),
                            Columns.instant(row, "quiet"));
                }));
    }

    @Override
    public Future<List<FaultId>> strays(int most) {
        return database.lookup(STRAYS, most).map(rows -> Columns.all(rows, row -> new FaultId(row.getString("id"))));
    }

    @Override
    public Future<Boolean> override(DeviceId device, String check, @Nullable Json override, AuditEntry audit) {
        Future<RowSet<Row>> changed = override == null
                ? PgAuditStore.change(
                        database,
                        audit,
                        "DELETE FROM check_overrides WHERE device = $1 AND code = $2",
                        device.value(),
                        check)
                : PgAuditStore.change(
                        database,
                        audit,
                        "INSERT INTO check_overrides (device, code, override) VALUES ($1, $2, $3::text::json)"
                                + " ON CONFLICT (device, code) DO UPDATE SET override = excluded.override",
                        device.value(),
                        check,
                        JsonNul.kept(override.text()));
        return changed.map(rows -> rows.rowCount() > 0)
                .recover(Refused.by("check_overrides_device", () -> Failure.notFound("device")));
    }

    @Override
    public Future<Void> reconsider(String model, Instant at) {
        return database.query(RECONSIDER, model, Columns.time(at)).mapEmpty();
    }

    private static String[] ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).sorted().toArray(String[]::new);
    }
}
