package io.hawser.edge.rest;

import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parts of lists that are short enough to be had whole. */
final class Pages {
    private Pages() {}

    /** The part after the item that the cursor names; fails with {@code BAD_VALUE} when there is none (any more). */
    static <T> Page<T> part(List<T> all, Function<T, String> id, int limit, @Nullable String cursor) {
        int start = 0;
        if (cursor != null) {
            start = all.stream().map(id).toList().indexOf(cursor) + 1;
            if (start == 0) {
                throw Failure.invalid("/query/cursor", "is not from this list, or too old");
            }
        }
        int end = Math.min(all.size(), start + limit);
        return new Page<>(all.subList(start, end), end < all.size() ? id.apply(all.get(end - 1)) : null);
    }
}
