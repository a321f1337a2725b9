package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Snapshot;
import io.hawser.history.HistoryStore;
import io.hawser.history.LogFilter;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kept log in the partitioned table {@code device_log}. An entry's place in it is (epoch, revision). */
final class PgHistoryStore implements HistoryStore {
    private static final String LAST = "(SELECT epoch, revision FROM device_log WHERE device = $1"
            + " ORDER BY epoch DESC, revision DESC LIMIT 1) UNION ALL"
            + " SELECT epoch, revision FROM device_log_base WHERE device = $1 AND part = 'last'"
            + " ORDER BY epoch DESC, revision DESC LIMIT 1";

    private static final String ARCHIVED =
            "SELECT day FROM archive_receipts WHERE kind = ANY ($1) ORDER BY day DESC LIMIT 1";

    private final Database database;
    private final LogWriter writer;
    private final LogPages pages;
    private final LogChains chains;
    private final LogState state;
    private final LogSeries series;

    PgHistoryStore(Database database) {
        this.database = database;
        writer = new LogWriter(database, new LogPartitions(database));
        pages = new LogPages(database);
        chains = new LogChains(database);
        state = new LogState(database);
        series = new LogSeries(database);
    }

    @Override
    public Future<Void> keep(List<Kept> entries) {
        return writer.keep(entries);
    }

    @Override
    public Future<Page<Change>> log(DeviceId device, LogFilter filter, int limit, @Nullable String cursor) {
        return Columns.checked(() -> pages.of(device, filter, limit, cursor));
    }

    @Override
    public Future<Page<Change>> log(List<DeviceId> devices, LogFilter filter, int limit, @Nullable String cursor) {
        return Columns.checked(() -> pages.of(devices, filter, limit, cursor));
    }

    @Override
    public Future<List<DeviceId>> touched(Cause cause, List<Cause> led, int most) {
        return chains.devices(cause, led, most);
    }

    @Override
    public Future<Page<Change>> chain(
            Cause cause, List<Cause> led, List<DeviceId> devices, int limit, @Nullable String cursor) {
        return Columns.checked(() -> chains.of(cause, led, devices, limit, cursor));
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
        return database.lookup(ARCHIVED, (Object) LogPages.words(kinds))
                .map(rows -> Columns.first(rows, row -> row.getLocalDate("day"))
                        .map(day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    @Override
    public Future<Optional<Cursor>> last(DeviceId device) {
        return last(database, device);
    }

    /** The place of the newest entry that was kept of a device, archived ones included. */
    static Future<Optional<Cursor>> last(Database database, DeviceId device) {
        return database.query(LAST, device.value())
                .map(rows -> Columns.first(rows, row -> new Cursor(row.getLong("epoch"), row.getLong("revision"))));
    }
}
