package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pages by the key of the last item, so that they neither skip nor repeat what was there while other items come and go. A cursor
 * is the key's parts, joined by U+0000 (which no column holds), in base64url.
 */
final class Paging {
    private static final String SEPARATOR = "\0";

    private Paging() {}

    /** The key after which the page begins; fails with {@code BAD_VALUE} when it is not one of this list. */
    static String[] key(String cursor, int parts) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] key = text.split(SEPARATOR, -1);
            if (key.length == parts) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw strange();
        }
        throw strange();
    }

    /** As {@link #key}, of whole numbers. */
    static long[] numbers(String cursor, int parts) {
        String[] key = key(cursor, parts);
        long[] numbers = new long[parts];
        for (int i = 0; i < parts; i++) {
            numbers[i] = number(key[i]);
        }
        return numbers;
    }

    /** A page of rows that were asked for with one more than {@code limit}. */
    static <T> Page<T> page(RowSet<Row> rows, int limit, Function<Row, T> item, Function<Row, String[]> key) {
        List<T> items = new ArrayList<>(Math.min(limit, rows.size()));
        Row last = null;
        for (Row row : rows) {
            if (items.size() == limit) {
                return new Page<>(items, last == null ? null : cursor(key.apply(last)));
            }
            items.add(item.apply(row));
            last = row;
        }
        return new Page<>(items, null);
    }

    /** A part of a key that is a whole number; fails as {@link #key} does. */
    static long number(String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException e) {
            throw strange();
        }
    }

    /** The parts of an optional cursor, all null without one. */
    static @Nullable String[] optionalKey(@Nullable String cursor, int parts) {
        return cursor == null ? new @Nullable String[parts] : key(cursor, parts);
    }

    private static String cursor(String[] key) {
        byte[] text = String.join(SEPARATOR, key).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** Of a cursor that is none of this list. */
    static Failure strange() {
        return Failure.invalid("cursor", "must be one that this list gave");
    }
}
