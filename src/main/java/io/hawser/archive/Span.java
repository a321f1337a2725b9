package io.hawser.archive;

import io.hawser.domain.Failure;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which UTC days of storing a query is about, the last one included.
 *
 * @param from null: from the first there is
 * @param to null: to the last there is
 */
public record Span(@Nullable LocalDate from, @Nullable LocalDate to) {
    /** All of them. */
    public static final Span ALL = new Span(null, null);

    /** @throws Failure {@code BAD_VALUE} at {@code /to} for one that ends before it begins */
    public Span {
        if (from != null && to != null && to.isBefore(from)) {
            throw Failure.invalid("to", "must not be before from");
        }
    }

    /** Whether the day is one of them. */
    public boolean covers(LocalDate day) {
        return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
    }
}
