package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.history.LogFilter;
import io.hawser.history.LogFilter.By;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a device's log. A statement asks for no more than the filter does, so that PostgreSQL sees which of the indexes serves;
 * there are few distinct ones.
 */
final class LogPages {
    /** What {@code device_log_acts} has; spelt as there, or it is not used. */
    private static final String ACTS = "(kind <> 'state' OR actor->>'device' IS NULL)";

    private final Database database;

    LogPages(Database database) {
        this.database = database;
    }

    Future<Page<Change>> of(DeviceId device, LogFilter filter, int limit, @Nullable String cursor) {
        Where asked = asked(device, filter);
        if (cursor != null) {
            long[] before = Paging.numbers(cursor, 2);
            asked.that("(epoch, revision) < (%s, %s)", before[0], before[1]);
        }
        String sql = "SELECT " + LogRows.COLUMNS + " FROM device_log WHERE " + asked
                + " ORDER BY epoch DESC, revision DESC LIMIT " + (limit + 1);
        return database.query(sql, asked.arguments())
                .map(rows -> Paging.page(rows, limit, LogRows::change, LogPages::key));
    }

    /** Of several devices, those first that the hub stored last. */
    Future<Page<Change>> of(List<DeviceId> devices, LogFilter filter, int limit, @Nullable String cursor) {
        Where asked = new Where();
        asked.that(
                "device = ANY (%s)",
                (Object) devices.stream().map(DeviceId::value).toArray(String[]::new));
        narrow(asked, filter);
        if (cursor != null) {
            StoredPlace before = StoredPlace.read(cursor);
            asked.that(
                    "(stored_at, device, epoch, revision) < (%s, %s, %s, %s)",
                    Columns.time(before.stored()), before.device(), before.epoch(), before.revision());
        }
        String sql = "SELECT " + LogRows.COLUMNS + ", stored_at FROM device_log WHERE " + asked
                + " ORDER BY stored_at DESC, device DESC, epoch DESC, revision DESC LIMIT " + (limit + 1);
        return database.query(sql, asked.arguments())
                .map(rows -> Paging.page(
                        rows, limit, LogRows::change, row -> StoredPlace.of(row).parts()));
    }

    /** The kinds as they are spelt; none: all. */
    static String[] words(Set<Kind> kinds) {
        return (kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds)
                .stream().map(Words::lower).toArray(String[]::new);
    }

    private static Where asked(DeviceId device, LogFilter filter) {
        Where asked = new Where();
        asked.that("device = %s", device.value());
        narrow(asked, filter);
        Cause cause = filter.cause();
        if (cause != null) {
            Optional<Cursor> own =
                    cause.place().filter(place -> place.device().equals(device)).map(Cause.Place::cursor);
            if (own.isEmpty()) {
                asked.that("cause = %s", cause.value());
            } else {
                asked.that(
                        "(cause = %s OR (epoch, revision) = (%s, %s))",
                        cause.value(), own.get().epoch(), own.get().revision());
            }
        }
        return asked;
    }

    private static void narrow(Where asked, LogFilter filter) {
        if (filter.kinds().size() < Kind.values().length) {
            asked.that("kind = ANY (%s)", (Object) words(filter.kinds()));
        }
        Instant from = filter.from();
        if (from != null) {
            asked.that("at >= %s", Columns.millis(from));
            asked.that("stored_at >= %s", Columns.storedSince(from));
        }
        Instant to = filter.to();
        if (to != null) {
            asked.that("at < %s", Columns.millis(to));
        }
        By by = filter.by();
        if (by instanceof By.Device) {
            asked.that("actor->>'device' IS NOT NULL");
        } else if (by instanceof By.Hub) {
            asked.that("actor->>'hub' IS NOT NULL");
        } else if (by instanceof By.Person person) {
            asked.that("actor->>'user' = %s", person.user().value());
        }
        if (!filter.kinds().contains(Kind.STATE) || (by != null && !(by instanceof By.Device))) {
            asked.that(ACTS);
        }
    }

    private static String[] key(Row row) {
        return new String[] {String.valueOf(row.getLong("epoch")), String.valueOf(row.getLong("revision"))};
    }
}
