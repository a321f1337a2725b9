package io.hawser.storage.postgres;

import io.hawser.history.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Snapshots in {@code device_log_snapshots}, folded by PostgreSQL, a few devices with each statement. */
final class PgSnapshotStore implements SnapshotStore {
    private static final int AT_ONCE = 10;

    /** A day is due when the one before has a partition; not that which was archived up to, where the archive's fold serves. */
    private static final String DUE = """
            SELECT day FROM (
              SELECT to_date(substr(c.relname, 12), 'YYYYMMDD') + 1 AS day
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'device_log'::regclass AND c.relname ~ '^device_log_[0-9]{8}$'
            ) began WHERE day <= $1
              AND day > coalesce((SELECT max(day) FROM archive_receipts WHERE kind IN ('state', 'presence')), '-infinity')
              AND NOT EXISTS (SELECT 1 FROM device_log_snapshot_days made WHERE made.day = began.day)
            ORDER BY day LIMIT 1
            """;

    /** The next devices of a partition, each found by one step in its index. */
    private static final String CHANGED = """
            WITH RECURSIVE changed (device, count) AS (
              (SELECT device, 1 FROM %1$s WHERE device > $1 ORDER BY device LIMIT 1)
              UNION ALL
              SELECT (SELECT device FROM %1$s WHERE device > changed.device ORDER BY device LIMIT 1), count + 1
                FROM changed WHERE device IS NOT NULL AND count < $2
            ) SELECT device FROM changed WHERE device IS NOT NULL ORDER BY device
            """;

    /**
     * From each device's last snapshot on: all entries of the days before, up to the first that was stored or happened on the day
     * or later.
     */
    private static final String TAKE = """
            WITH former AS MATERIALIZED (
              SELECT changed.device, coalesce(s.epoch, -1) AS epoch, coalesce(s.revision, -1) AS revision,
                coalesce(s.stored_at - interval '1 hour', '-infinity') AS since, coalesce(s.fold, '[]') AS fold
                FROM unnest($1::text[]) AS changed (device) LEFT JOIN LATERAL (
                  SELECT * FROM device_log_snapshots earlier WHERE earlier.device = changed.device AND earlier.day < $2::date
                    ORDER BY earlier.day DESC LIMIT 1
                ) s ON true
            ), fresh AS MATERIALIZED (
              SELECT l.* FROM former, LATERAL (
                SELECT device, epoch, revision, kind, at, stored_at, body FROM device_log l
                  WHERE l.device = former.device AND l.stored_at >= former.since AND l.stored_at < $3::timestamptz
                    AND (l.epoch, l.revision) > (former.epoch, former.revision)
                  -- Device by device, each by its index in the days since: all at once, every day that is kept would be read.
                  OFFSET 0
              ) l
            ), stop AS (
              SELECT DISTINCT ON (device) device, epoch, revision FROM (
                SELECT device, epoch, revision FROM fresh WHERE at >= $4
                UNION ALL
                SELECT l.* FROM former, LATERAL (
                  SELECT device, epoch, revision FROM device_log l
                    WHERE l.device = former.device AND l.stored_at >= $3 AND l.stored_at < $3 + interval '1 day'
                    ORDER BY epoch, revision LIMIT 1
                ) l
              ) beyond ORDER BY device, epoch, revision
            ), entry AS MATERIALIZED (
              SELECT fresh.* FROM fresh LEFT JOIN stop USING (device)
                WHERE stop.device IS NULL OR (fresh.epoch, fresh.revision) < (stop.epoch, stop.revision)
            ), last AS (
              SELECT DISTINCT ON (device) device, epoch, revision, stored_at
                FROM entry ORDER BY device, epoch DESC, revision DESC
            ), told AS (
              %s UNION ALL %s UNION ALL
              SELECT base.device, part, name, value, base.epoch, base.revision, at, 0
                FROM device_log_base base JOIN former USING (device)
                WHERE part <> 'last' AND (base.epoch, base.revision) > (former.epoch, former.revision)
            ), folded AS MATERIALIZED (
              SELECT DISTINCT ON (device, part, name) device, part, name, value, epoch, revision, at
                FROM told ORDER BY device, part, name, epoch DESC, revision DESC, turn DESC
            )
            INSERT INTO device_log_snapshots (device, day, epoch, revision, stored_at, fold)
            SELECT last.device, $2, last.epoch, last.revision, last.stored_at,
                coalesce((SELECT json_agg(json_build_array(part, name, value, f.epoch, f.revision, at))
                  FROM folded f WHERE f.device = last.device AND (value IS NOT NULL OR part = 'wanted')), '[]')
              FROM last
            ON CONFLICT DO NOTHING
            """.formatted(LogFold.told("entry"), LogFold.snapshots("former"));

    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('hawser snapshots')) AS held";

    private final Database database;

    PgSnapshotStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Optional<LocalDate>> due(Instant now) {
        return database.query(DUE, LocalDate.ofInstant(now, ZoneOffset.UTC))
                .map(rows -> Columns.first(rows, row -> row.getLocalDate("day")));
    }

    @Override
    public Future<Optional<Integer>> take(LocalDate day, Instant now) {
        String table = "device_log_" + day.minusDays(1).format(DateTimeFormatter.BASIC_ISO_DATE);
        return taken(CHANGED.formatted(table), day, "", 0)
                .compose(devices -> devices.isEmpty()
                        ? Future.succeededFuture(devices)
                        : database.query(
                                        "INSERT INTO device_log_snapshot_days (day, made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                                        day,
                                        now.atOffset(ZoneOffset.UTC))
                                .map(devices));
    }

    private Future<Optional<Integer>> taken(String next, LocalDate day, String after, int before) {
        return some(next, day, after).compose(devices -> {
            if (devices.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            List<String> some = devices.get();
            int count = before + some.size();
            return some.size() < AT_ONCE
                    ? Future.succeededFuture(Optional.of(count))
                    : taken(next, day, some.get(some.size() - 1), count);
        });
    }

    /** The next devices after this one, with their snapshots taken; empty while another node is at it. */
    private Future<Optional<List<String>>> some(String next, LocalDate day, String after) {
        Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return database.transaction(statements -> statements.run(LOCK).compose(lock -> {
            Iterator<Row> row = lock.iterator();
            if (!row.hasNext() || !row.next().getBoolean("held")) {
                return Future.succeededFuture(Optional.empty());
            }
            return statements.run(next, after, AT_ONCE).compose(rows -> {
                List<String> devices = Columns.all(rows, found -> found.getString("device"));
                return devices.isEmpty()
                        ? Future.succeededFuture(Optional.of(devices))
                        : statements
                                .run(
                                        TAKE,
                                        devices.toArray(String[]::new),
                                        day,
                                        begin.atOffset(ZoneOffset.UTC),
                                        begin.toEpochMilli())
                                .map(Optional.of(devices));
            });
        }));
    }
}
