package io.hawser.archive;

import java.time.Duration;

/**
 * What a query may take.
 *
 * @param time from its begin to its last row
 * @param memory bytes, beside those of the Java heap
 * @param threads how many cores at a time
 * @param rows how many are given back at the most
 */
public record QueryLimits(Duration time, long memory, int threads, int rows) {
    /** What does for most. */
    public static final QueryLimits USUAL = new QueryLimits(Duration.ofSeconds(30), 256L << 20, 2, 10_000);

    /** @throws IllegalArgumentException when one of them is nothing */
    public QueryLimits {
        if (time.isNegative() || time.isZero() || memory < 1 || threads < 1 || rows < 1) {
            throw new IllegalArgumentException("limits must allow something");
        }
    }

    /** The same with at most so many rows. */
    public QueryLimits withRows(int most) {
        return new QueryLimits(time, memory, threads, Math.min(rows, most));
    }
}
