package io.hawser.archive;

/**
 * SQL over the archive and what is still in PostgreSQL. Blocks: for a worker. Fails with a {@link io.hawser.domain.Failure}:
 * {@code BAD_VALUE} at {@code /sql} for a statement that can't be run or takes more than it may, {@code UNAVAILABLE} when a
 * store is away.
 */
public interface LogQueries {
    /**
     * Runs one {@code SELECT} over {@code archive} (what is in files), {@code hot} (what is in PostgreSQL) and {@code log} (both,
     * each entry once), as they are at one moment. Nothing else can be read, and nothing written.
     *
     * @param span what was stored on other days is not there
     */
    Table run(String sql, Span span, QueryLimits limits);

    /**
     * Runs one {@code SELECT} over {@code archive} that looks at each row by itself, on one piece of it after the other, the oldest
     * first, so that all of it may be larger than what can be read at once. The limits are for each piece, but for
     * that of rows.
     */
    Table inTurn(String sql, QueryLimits limits);
}
