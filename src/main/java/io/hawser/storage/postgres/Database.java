package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to PostgreSQL, and the one place where the driver's failures are translated: into {@code UNAVAILABLE} when the
 * database is away or too slow, into {@link Refused} when it will not have what a statement holds. Safe for use by any thread;
 * futures complete on the caller's context.
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final String DISK_FULL = "53100";
    /** Who waits to write tries again more often than that. */
    private static final Duration FULL = Duration.ofSeconds(10);

    private final SqlClient lookups;
    private final Pool pool;
    private final Duration timeout;
    private final AtomicBoolean away = new AtomicBoolean();
    private final LongSupplier nanos;
    /** When it last had no room for something; null: it had not so far. */
    private volatile @Nullable Long full;

    /**
     * @param lookups pipelines many callers' statements over few connections
     * @param pool gives a statement or a transaction a connection of its own
     */
    Database(SqlClient lookups, Pool pool, Duration timeout) {
        this(lookups, pool, timeout, System::nanoTime);
    }

    /** @param nanos passing time, as {@link System#nanoTime} has it */
    Database(SqlClient lookups, Pool pool, Duration timeout, LongSupplier nanos) {
        this.nanos = nanos;
        this.lookups = lookups;
        this.pool = pool;
        this.timeout = timeout;
    }

    /** One short statement that others may stand in line behind. */
    Future<RowSet<Row>> lookup(String sql, @Nullable Object... args) {
        return watched(lookups.preparedQuery(sql).execute(tuple(args)), timeout);
    }

    /** One statement that may take long: on a connection of its own. */
    Future<RowSet<Row>> query(String sql, @Nullable Object... args) {
        return watched(pool.preparedQuery(sql).execute(tuple(args)), timeout);
    }

    /** Statements that happen together or not at all; a failed future rolls them back. */
    <T> Future<T> transaction(Function<Statements, Future<T>> work) {
        return watched(
                pool.withTransaction(connection ->
                        work.apply((sql, args) -> connection.preparedQuery(sql).execute(tuple(args)))),
                timeout);
    }

    /** Whether the database answers within the time, and did not say a moment ago that it has no room. */
    Future<Void> ping(Duration within) {
        return watched(lookups.query("SELECT 1").execute(), within)
                .compose(answer -> isFull() ? Future.failedFuture(noRoom()) : Future.succeededFuture());
    }

    private boolean isFull() {
        Long last = full;
        return last != null && nanos.getAsLong() - last < FULL.toNanos();
    }

    Future<Void> close() {
        return Future.join(lookups.close(), pool.close()).mapEmpty();
    }

    /** Runs statements in order. */
    @FunctionalInterface
    interface Statements {
        Future<RowSet<Row>> run(String sql, @Nullable Object... args);
    }

    private static Tuple tuple(@Nullable Object[] args) {
        return Tuple.from(args);
    }

    private <T> Future<T> watched(Future<T> answer, Duration within) {
        return answer.timeout(within.toMillis(), TimeUnit.MILLISECONDS).transform(result -> {
            if (result.succeeded()) {
                back();
                return Future.succeededFuture(result.result());
            }
            return Future.failedFuture(translated(result.cause()));
        });
    }

    private Throwable translated(Throwable cause) {
        if (cause instanceof Failure || cause instanceof Refused) {
            return cause;
        }
        String state = cause instanceof PgException e && e.getSqlState() != null ? e.getSqlState() : "08";
        String kind = state.length() < 2 ? "08" : state.substring(0, 2);
        return switch (kind) {
            // 21 cardinality, 22 data, 23 integrity, 54 program limits
            case "21", "22", "23", "54" -> {
                back();
                yield new Refused((PgException) cause);
            }
            case "53" -> {
                if (!state.equals(DISK_FULL)) {
                    yield gone(cause);
                }
                // It goes on answering what does not write.
                if (!isFull()) {
                    LOG.atWarn()
                            .addKeyValue("cause", String.valueOf(cause.getMessage()))
                            .log("PostgreSQL has no room on its disk");
                }
                full = nanos.getAsLong();
                yield noRoom();
            }
            // 08 connection, 25 read-only after a fail-over, 28 and 3D right after one, 40 serialization, 55 locks,
            // 57 shutdown or time-out, 58 system
            case "08", "25", "28", "3D", "40", "55", "57", "58" -> gone(cause);
            default -> {
                LOG.atError().setCause(cause).log("PostgreSQL failed a statement");
                yield unavailable();
            }
        };
    }

    private Failure gone(Throwable cause) {
        if (away.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("cause", String.valueOf(cause.getMessage()))
                    .log("PostgreSQL is away");
        }
        return unavailable();
    }

    private void back() {
        if (away.compareAndSet(true, false)) {
            LOG.info("PostgreSQL is back");
        }
    }

    private static Failure noRoom() {
        return Failure.unavailable("The register and the history cannot be written: their disk is full.");
    }

    private static Failure unavailable() {
        return Failure.unavailable("The register and the history are away for the moment.");
    }
}
