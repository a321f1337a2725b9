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
import java.util.ArrayList;
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
    private static final String ACTS = " AND (kind <> 'state' OR actor->>'device' IS NULL)";

    private final Database database;

    LogPages(Database database) {
        this.database = database;
    }

    Future<Page<Change>> of(DeviceId device, LogFilter filter, int limit, @Nullable String cursor) {
        Asked asked = asked(device, filter);
        if (cursor != null) {
            long[] before = Paging.numbers(cursor, 2);
            asked.that("(epoch, revision) < (%s, %s)", before[0], before[1]);
        }
        String sql = "SELECT " + LogRows.COLUMNS + " FROM device_log WHERE " + asked.conditions
                + " ORDER BY epoch DESC, revision DESC LIMIT " + (limit + 1);
        return database.query(sql, asked.arguments.toArray())
                .map(rows -> Paging.page(rows, limit, LogRows::change, LogPages::key));
    }

    /** The kinds as they are spelt; none: all. */
    static String[] words(Set<Kind> kinds) {
        return (kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds)
                .stream().map(Words::lower).toArray(String[]::new);
    }

    private static Asked asked(DeviceId device, LogFilter filter) {
        Asked asked = new Asked();
        asked.that("device = %s", device.value());
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
            asked.conditions.append(" AND actor->>'device' IS NOT NULL");
        } else if (by instanceof By.Hub) {
            asked.conditions.append(" AND actor->>'hub' IS NOT NULL");
        } else if (by instanceof By.Person person) {
            asked.that("actor->>'user' = %s", person.user().value());
        }
        if (!filter.kinds().contains(Kind.STATE) || (by != null && !(by instanceof By.Device))) {
            asked.conditions.append(ACTS);
        }
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

    private static String[] key(Row row) {
        return new String[] {String.valueOf(row.getLong("epoch")), String.valueOf(row.getLong("revision"))};
    }

    /** Conditions, and the arguments that they speak of. */
    private static final class Asked {
        final StringBuilder conditions = new StringBuilder();
        final List<Object> arguments = new ArrayList<>();

        /** One more; each {@code %s} stands for the next argument. */
        void that(String condition, Object... values) {
            Object[] places = new Object[values.length];
            for (int i = 0; i < values.length; i++) {
                arguments.add(values[i]);
                places[i] = "$" + arguments.size();
            }
            conditions.append(conditions.isEmpty() ? "" : " AND ").append(String.format(condition, places));
        }
    }
}
