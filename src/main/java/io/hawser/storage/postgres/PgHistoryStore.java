package io.hawser.storage.postgres;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Snapshot;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kept log in the partitioned table {@code device_log}. An entry's place in it is (epoch, revision). */
final class PgHistoryStore implements HistoryStore {
    private static final String PAGE = "SELECT epoch, revision, kind, at, actor::text AS actor, body::text AS body"
            + " FROM device_log WHERE device = $1 AND kind = ANY ($2) AND at >= $3 AND at < $4 AND stored_at >= $5"
            + " AND (epoch, revision) < ($6, $7) ORDER BY epoch DESC, revision DESC LIMIT $8";

    private static final String LAST = "(SELECT epoch, revision FROM device_log WHERE device = $1"
            + " ORDER BY epoch DESC, revision DESC LIMIT 1) UNION ALL"
            + " SELECT epoch, revision FROM device_log_base WHERE device = $1 AND part = 'last'"
            + " ORDER BY epoch DESC, revision DESC LIMIT 1";

    private static final String ARCHIVED =
            "SELECT day FROM archive_receipts WHERE kind = ANY ($1) ORDER BY day DESC LIMIT 1";

    private final Database database;
    private final LogWriter writer;
    private final LogState state;
    private final LogSeries series;

    PgHistoryStore(Database database) {
        this.database = database;
        writer = new LogWriter(database, new LogPartitions(database));
        state = new LogState(database);
        series = new LogSeries(database);
    }

    @Override
    public Future<Void> keep(List<Kept> entries) {
        return writer.keep(entries);
    }

    @Override
    public Future<Page<Change>> log(
            DeviceId device,
            Set<Kind> kinds,
            @Nullable Instant from,
            @Nullable Instant to,
            int limit,
            @Nullable String cursor) {
        return Columns.checked(() -> {
            long[] before = cursor == null ? new long[] {Long.MAX_VALUE, Long.MAX_VALUE} : Paging.numbers(cursor, 2);
            return database.query(
                            PAGE,
                            device.value(),
                            words(kinds),
                            Columns.millis(from == null ? Instant.MIN : from),
                            Columns.millis(to == null ? Instant.MAX : to),
                            Columns.storedSince(from == null ? Instant.MIN : from),
                            before[0],
                            before[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, row -> change(device, row), PgHistoryStore::key));
        });
    }

    @Override
    public Future<Optional<Snapshot>> stateAt(DeviceId device, Instant at) {
        return state.at(device, at);
    }

    @Override
    public Future<List<Bucket>> series(DeviceId device, String property, Instant from, Instant to, int buckets) {
        return series.of(device, property, from, to, buckets);
    }

    @Override
    public Future<Optional<Instant>> archivedBefore(Set<Kind> kinds) {
        return database.lookup(ARCHIVED, (Object) words(kinds))
                .map(rows -> Columns.first(rows, row -> row.getLocalDate("day"))
                        .map(day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    @Override
    public Future<Optional<Cursor>> last(DeviceId device) {
        return database.query(LAST, device.value())
                .map(rows -> Columns.first(rows, row -> new Cursor(row.getLong("epoch"), row.getLong("revision"))));
    }

    private static String[] words(Set<Kind> kinds) {
        return (kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds)
                .stream().map(Words::lower).toArray(String[]::new);
    }

    private static String[] key(Row row) {
        return new String[] {String.valueOf(row.getLong("epoch")), String.valueOf(row.getLong("revision"))};
    }

    private static Change change(DeviceId device, Row row) {
        return new Change(
                device,
                row.getLong("epoch"),
                row.getLong("revision"),
                Instant.ofEpochMilli(row.getLong("at")),
                ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor")))),
                EntryJson.read(
                        Words.constant(Kind.class, row.getString("kind")),
                        JsonText.own(JsonNul.json(row.getString("body")))));
    }
}
