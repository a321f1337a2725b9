package io.hawser.archive;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives, once each UTC day, what is due: one instance a node, nodes side by side, of which one at a time works. A look that finds
 * the day's work done costs nothing; one that fails is taken again at the next tick. The work is done on a thread of its own; stopping
 * does not wait for it, since it may be broken off at any point.
 */
public final class ArchiveVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveVerticle.class);
    private static final long LONG_HOURS = 24;

    private final Archiver archiver;
    private final Retention retention;
    private final ArchiveTally tally;
    private final Clock clock;
    private final Duration tick;
    private @Nullable WorkerExecutor worker;
    private @Nullable LocalDate done;
    private long timer = -1;
    private boolean stopped;

    /** @param tick from the start to the first look, and between the end of one and the next */
    public ArchiveVerticle(Archiver archiver, Retention retention, ArchiveTally tally, Clock clock, Duration tick) {
        this.archiver = archiver;
        this.retention = retention;
        this.tally = tally;
        this.clock = clock;
        this.tick = tick;
    }

    @Override
    public Future<?> start() {
        worker = vertx.createSharedWorkerExecutor("hawser-archive", 1, LONG_HOURS, TimeUnit.HOURS);
        schedule();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return worker == null ? Future.succeededFuture() : worker.close();
    }

    private void schedule() {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, tick.toMillis()), id -> look());
        }
    }

    private void look() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        WorkerExecutor thread = worker;
        if (thread == null || today.equals(done)) {
            schedule();
            return;
        }
        thread.<Void>executeBlocking(() -> {
                    archiver.byRetention(retention, tally::archived);
                    return null;
                })
                .onComplete(
                        finished -> {
                            done = today;
                            schedule();
                        },
                        failure -> {
                            failed(failure);
                            schedule();
                        });
    }

    private void failed(Throwable failure) {
        if (stopped || isAnothersTurn(failure)) {
            return;
        }
        tally.failed();
        LOG.atWarn().addKeyValue("cause", String.valueOf(failure.getMessage())).log("history waits to be archived");
    }

    private static boolean isAnothersTurn(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.VERSION_CONFLICT;
    }
}
