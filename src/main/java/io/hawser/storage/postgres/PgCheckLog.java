package io.hawser.storage.postgres;

import io.hawser.check.CheckLog;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Snapshot;
import io.hawser.history.HistoryStore;
import io.hawser.history.HistoryStore.Bucket;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What checks ask of {@code device_log}, by the time of storing, which no device can tell wrong. */
final class PgCheckLog implements CheckLog {
    private static final String ENTRIES = " FROM device_log WHERE device = $1 AND stored_at >= $2 AND ";
    private static final String NEWEST = " ORDER BY epoch DESC, revision DESC LIMIT $3";

    private static final String ANSWERS = """
            SELECT extract(epoch FROM min(heard.stored_at) - sent.stored_at) * 1000 AS millis
              FROM (SELECT body->>'command' AS command, stored_at, epoch, revision FROM device_log
                     WHERE device = $1 AND stored_at >= $2 AND kind = 'command' AND body->>'status' = 'sent'
                     ORDER BY epoch DESC, revision DESC LIMIT $3) sent
              JOIN device_log heard ON heard.device = $1 AND heard.stored_at >= $2 AND heard.kind = 'command'
                   AND heard.body->>'command' = sent.command AND heard.body->>'status' IN ('received', 'running', 'done')
             GROUP BY sent.command, sent.stored_at, sent.epoch, sent.revision ORDER BY sent.epoch DESC, sent.revision DESC
            """;

    private static final String SILENCE = """
            SELECT min(stored_at) AS first, max(extract(epoch FROM gap) * 1000) AS millis
              FROM (SELECT stored_at, stored_at - lag(stored_at) OVER (ORDER BY stored_at) AS gap FROM device_log
                     WHERE device = $1 AND stored_at >= $2 AND kind IN ('state', 'event')
                       AND actor->>'device' IS NOT NULL) words
            """;

    private final Database database;
    private final LogSeries series;
    private final HistoryStore history;

    PgCheckLog(Database database, HistoryStore history) {
        this.database = database;
        this.history = history;
        series = new LogSeries(database);
    }

    @Override
    public Future<List<Value>> values(DeviceId device, String property, Instant since, int most) {
        return database.query(
                        "SELECT (body->'set'->$4::text)::text AS value, stored_at" + ENTRIES
                                + "kind = 'state' AND body->'set'->$4::text IS NOT NULL" + NEWEST,
                        device.value(),
                        Columns.time(since),
                        most,
                        JsonNul.keptName(property))
                .map(rows -> Columns.all(
                        rows,
                        row -> new Value(
                                new Json(JsonNul.json(row.getString("value"))), Columns.instant(row, "stored_at"))));
    }

    @Override
    public Future<List<Instant>> words(DeviceId device, Instant since, int most) {
        return moments("kind IN ('state', 'event') AND actor->>'device' IS NOT NULL", device, since, most);
    }

    @Override
    public Future<Silence> silence(DeviceId device, Instant since) {
        return database.query(SILENCE, device.value(), Columns.time(since)).map(rows -> {
            Row row = rows.iterator().next();
            Instant first = Columns.optionalInstant(row, "first");
            var millis = row.getNumeric("millis");
            return first == null || millis == null
                    ? new Silence(since, Duration.ZERO)
                    : new Silence(first, Duration.ofMillis(millis.longValue()));
        });
    }

    @Override
    public Future<List<Point>> trend(DeviceId device, String property, Instant from, Instant to, int buckets) {
        return series.of(device, property, from, to, buckets)
                .map(all -> all.stream().map(PgCheckLog::point).toList());
    }

    private static Point point(Bucket bucket) {
        return new Point(bucket.at(), bucket.avg());
    }

    @Override
    public Future<List<Instant>> boots(DeviceId device, Instant since, int most) {
        return moments("kind = 'presence' AND body->>'booted' = 'true'", device, since, most);
    }

    @Override
    public Future<List<Instant>> events(DeviceId device, String name, Instant since, int most) {
        return database.query(
                        "SELECT stored_at" + ENTRIES + "kind = 'event' AND body->>'name' = $4" + NEWEST,
                        device.value(),
                        Columns.time(since),
                        most,
                        JsonNul.keptName(name))
                .map(rows -> Columns.all(rows, row -> Columns.instant(row, "stored_at")));
    }

    private Future<List<Instant>> moments(String which, DeviceId device, Instant since, int most) {
        return database.query("SELECT stored_at" + ENTRIES + which + NEWEST, device.value(), Columns.time(since), most)
                .map(rows -> Columns.all(rows, row -> Columns.instant(row, "stored_at")));
    }

    @Override
    public Future<List<String>> commandEnds(DeviceId device, Instant since, int most) {
        return database.query(
                        "SELECT body->>'status' AS status" + ENTRIES
                                + "kind = 'command' AND body->>'status' IN ('done', 'rejected', 'failed', 'expired', 'cancelled',"
                                + " 'unknown')" + NEWEST,
                        device.value(),
                        Columns.time(since),
                        most)
                .map(rows -> Columns.all(rows, row -> row.getString("status")));
    }

    @Override
    public Future<List<Duration>> answerTimes(DeviceId device, Instant since, int most) {
        return database.query(ANSWERS, device.value(), Columns.time(since), most)
                .map(rows -> Columns.all(
                        rows, row -> Duration.ofMillis(row.getNumeric("millis").longValue())));
    }

    @Override
    public Future<Map<String, Json>> state(DeviceId device, Instant now) {
        return history.stateAt(device, now)
                .map(found -> found.map(Snapshot::state).orElse(Map.of()));
    }

    @Override
    public Future<Optional<Instant>> online(DeviceId device, Instant now) {
        return database.query(
                        "SELECT body->>'status' AS status, stored_at FROM device_log WHERE device = $1 AND kind = 'presence'"
                                + " ORDER BY epoch DESC, revision DESC LIMIT 1",
                        device.value())
                .map(rows -> Columns.first(rows, PgCheckLog::since).flatMap(since -> since));
    }

    private static Optional<Instant> since(Row row) {
        return "online".equals(row.getString("status"))
                ? Optional.of(Columns.instant(row, "stored_at"))
                : Optional.empty();
    }
}
