package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.history.HistoryStore.Bucket;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A property's numbers over time, gathered by PostgreSQL in one round trip. */
final class LogSeries {
    /**
     * A value counts when it is a JSON number of at most three digits of exponent (so that it fits {@code numeric}) and at most
     * 1E+100 (so that sums and their squares fit {@code float8}); what is nearer to 0 than 1E-100 counts as 0. Each step is
     * materialized, or PostgreSQL would put its expressions into those of the next and reckon them several times for each entry.
     */
    private static final String GATHER = """
            WITH reported AS MATERIALIZED (
              SELECT at, epoch, revision, (body->'set'->$2::text)::text AS value FROM device_log
              WHERE device = $1 AND kind = 'state' AND at >= $3 AND at < $4 AND stored_at >= $6
            ), weighed AS MATERIALIZED (
              SELECT *, CASE WHEN value ~ '^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,3})?$' THEN value::numeric END AS exact
              FROM reported WHERE value IS NOT NULL
            ), numbered AS MATERIALIZED (
              SELECT at, epoch, revision, value, (at - $3) * $5::bigint / ($4::bigint - $3::bigint) AS bucket,
                CASE WHEN abs(exact) < 1e-100 THEN 0::float8 WHEN abs(exact) <= 1e100 THEN exact::float8 END AS number
              FROM weighed
            )
            SELECT bucket, count(number) AS count, min(number) AS min, avg(number) AS avg, max(number) AS max,
              (array_agg(value ORDER BY at DESC, epoch DESC, revision DESC))[1] AS last
            FROM numbered GROUP BY bucket HAVING count(number) > 0 ORDER BY bucket
            """;

    private final Database database;

    LogSeries(Database database) {
        this.database = database;
    }

    Future<List<Bucket>> of(DeviceId device, String property, Instant from, Instant to, int buckets) {
        long start = Columns.millis(from);
        long span = Math.max(1, Columns.millis(to) - start);
        return database.query(
                        GATHER,
                        device.value(),
                        JsonNul.keptName(property),
                        start,
                        start + span,
                        buckets,
                        Columns.storedSince(from))
                .map(rows -> {
                    List<Bucket> series = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        // Rounded up: the first millisecond that the division above counts to this part.
                        long offset = -Math.floorDiv(-Math.multiplyExact(span, row.getLong("bucket")), buckets);
                        series.add(new Bucket(
                                Instant.ofEpochMilli(start + offset),
                                row.getLong("count"),
                                row.getDouble("min"),
                                row.getDouble("avg"),
                                row.getDouble("max"),
                                new Json(JsonNul.json(row.getString("last")))));
                    }
                    return series;
                });
    }
}
