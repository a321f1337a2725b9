package io.hawser.archive;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SQL over log and archive for administrators, one query at a time on each node, on a thread of its own. Safe for use by any
 * thread; futures complete on the caller's context.
 */
public final class LogQueryService implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 16;
    private static final Duration SLACK = Duration.ofSeconds(60);

    private final LogQueries queries;
    private final QueryLimits limits;
    private final WorkerExecutor worker;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger waiting = new AtomicInteger();

    public LogQueryService(Vertx vertx, LogQueries queries, QueryLimits limits) {
        this.queries = queries;
        this.limits = limits;
        worker = vertx.createSharedWorkerExecutor(
                "hawser-queries", 1, limits.time().plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a query; see {@link LogQueries#run}. Fails as well with {@code FORBIDDEN} for whoever is no administrator, and with
     * {@code RATE_LIMITED} while another query is on.
     *
     * @param span the days that it is about
     * @param rows how many to give back at the most; the limit of the settings counts if it is smaller
     */
    public Future<Table> run(User by, String sql, Span span, int rows) {
        if (by.role() != UserRole.ADMIN) {
            return Future.failedFuture(Failure.forbidden("Only an administrator may ask the archive."));
        }
        if (!busy.compareAndSet(false, true)) {
            return Future.failedFuture(Failure.of(ErrorCode.RATE_LIMITED, "Another query is on.", AGAIN));
        }
        return worker.executeBlocking(() -> queries.run(sql, span, limits.withRows(rows)))
                .onComplete(done -> busy.set(false));
    }

    /**
     * What a person did that is archived, oldest first, as far as the settings' limit of rows goes; nothing where nothing is archived. Fails
     * with {@code RATE_LIMITED} while many others wait for theirs.
     */
    public Future<Table> ofPerson(UserId person) {
        // An id has no character that means something to SQL.
        String sql = "SELECT device, epoch, revision, kind, \"at\", body FROM archive WHERE actor->>'$.user' = '"
                + person + "' ORDER BY stored_at, device, epoch, revision";
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(Failure.of(ErrorCode.RATE_LIMITED, "Many ask for their data just now.", AGAIN));
        }
        return worker.executeBlocking(() -> queries.inTurn(sql, limits)).onComplete(done -> waiting.decrementAndGet());
    }

    @Override
    public void close() {
        worker.close();
    }
}
