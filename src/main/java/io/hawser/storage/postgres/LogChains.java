package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.Cause.Place;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.vertx.core.Future;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of one cause, at whichever devices: the entries that name it and, where it is the place of an entry, that entry, in the
 * order in which the hub stored them.
 */
final class LogChains {
    private static final String DEVICES =
            "SELECT DISTINCT device FROM (SELECT device FROM device_log WHERE cause = ANY ($1)"
                    + " UNION ALL SELECT device FROM device_log WHERE device = $2 AND epoch = $3 AND revision = $4) told"
                    + " ORDER BY device LIMIT $5";

    private static final String COLUMNS = LogRows.COLUMNS + ", stored_at FROM device_log WHERE ";

    private static final String CHAIN = "SELECT * FROM (SELECT " + COLUMNS + "cause = ANY ($1)"
            + " UNION ALL SELECT " + COLUMNS + "device = $2 AND epoch = $3 AND revision = $4) told"
            + " WHERE device = ANY ($5) AND (stored_at, device, epoch, revision) > ($6, $7, $8, $9)"
            + " ORDER BY stored_at, device, epoch, revision LIMIT $10";

    private static final Place NOWHERE = new Place(new DeviceId("none"), new Cursor(-1, -1));

    private final Database database;

    LogChains(Database database) {
        this.database = database;
    }

    Future<List<DeviceId>> devices(Cause cause, List<Cause> led, int most) {
        Place own = own(cause);
        return database.query(
                        DEVICES,
                        causes(cause, led),
                        own.device().value(),
                        own.cursor().epoch(),
                        own.cursor().revision(),
                        most)
                .map(rows -> Columns.all(rows, row -> new DeviceId(row.getString("device"))));
    }

    Future<Page<Change>> of(Cause cause, List<Cause> led, List<DeviceId> devices, int limit, @Nullable String cursor) {
        Place own = own(cause);
        StoredPlace after = cursor == null ? StoredPlace.FIRST : StoredPlace.read(cursor);
        return database.query(
                        CHAIN,
                        causes(cause, led),
                        own.device().value(),
                        own.cursor().epoch(),
                        own.cursor().revision(),
                        devices.stream().map(DeviceId::value).toArray(String[]::new),
                        after.stored().atOffset(ZoneOffset.UTC),
                        after.device(),
                        after.epoch(),
                        after.revision(),
                        limit + 1)
                .map(rows -> Paging.page(
                        rows, limit, LogRows::change, row -> StoredPlace.of(row).parts()));
    }

    private static String[] causes(Cause cause, List<Cause> led) {
        return Stream.concat(Stream.of(cause), led.stream())
                .map(Cause::value)
                .distinct()
                .toArray(String[]::new);
    }

    /** The entry that the cause is the place of; one that is not there otherwise. */
    private static Place own(Cause cause) {
        return cause.place().orElse(NOWHERE);
    }
}
