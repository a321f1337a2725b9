package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How values of ours are columns of theirs. */
final class Columns {
    private static final Duration CLOCKS = Duration.ofHours(1);
    private static final Instant FIRST = Instant.EPOCH.plus(CLOCKS);
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private Columns() {}

    /** A point in time, cut to the microseconds that PostgreSQL holds. */
    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Milliseconds since the Unix epoch; what is beyond a {@code long} is its end. */
    static long millis(Instant instant) {
        if (instant.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))) {
            return Long.MIN_VALUE;
        }
        return instant.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : instant.toEpochMilli();
    }

    /**
     * From when on entries can have been stored that happened at or after the given time. An entry is stored after it happened;
     * the hour is for clocks. It spares the reading of older partitions.
     */
    static OffsetDateTime storedSince(Instant at) {
        Instant since = at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
        return since.minus(CLOCKS).atOffset(ZoneOffset.UTC);
    }

    /** The UTC day of a moment; what no calendar has is its end. */
    static LocalDate day(Instant at) {
        Instant known = at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
        return LocalDate.ofInstant(known, ZoneOffset.UTC);
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static @Nullable Instant optionalInstant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** Text that somebody wrote; fails with {@code BAD_VALUE} when it holds U+0000, which PostgreSQL can't keep. */
    static String text(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw Failure.invalid(field, "must not hold U+0000");
        }
        return text;
    }

    /** The work's future; a {@link Failure} thrown before there is one fails it. */
    static <T> Future<T> checked(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            return Future.failedFuture(failure);
        }
    }

    /** What two logins have in common that differ only in case or in the width of their letters. */
    static String loginKey(String login) {
        return Normalizer.normalize(login, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** Points in time as one array. */
    static <T> @Nullable OffsetDateTime[] times(List<T> all, Function<T, @Nullable Instant> time) {
        return all.stream().map(one -> time(time.apply(one))).toArray(OffsetDateTime[]::new);
    }

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reading) {
        List<T> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(reading.apply(row)));
        return all;
    }

    static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reading) {
        Iterator<Row> row = rows.iterator();
        return row.hasNext() ? Optional.of(reading.apply(row.next())) : Optional.empty();
    }
}
