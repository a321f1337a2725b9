package io.hawser.archive;

/** SQL over the archive and what is still in PostgreSQL. */
@FunctionalInterface
public interface LogQueries {
    /**
     * Runs one {@code SELECT} over {@code archive} (what is in files), {@code hot} (what is in PostgreSQL) and {@code log} (both,
     * each entry once), as they are at one moment. Nothing else can be read, and nothing written. Blocks: for a worker.
     *
     * @throws io.hawser.domain.Failure {@code BAD_VALUE} at {@code /sql} for a statement that can't be run or takes more than it
     *     may, {@code UNAVAILABLE} when a store is away
     */
    Table run(String sql, QueryLimits limits);
}
