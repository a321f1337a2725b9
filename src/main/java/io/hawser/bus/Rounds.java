package io.hawser.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done in rounds which never overlap: one after each pause, and one at once when there is news or more to do. It belongs to
 * a verticle, which starts and stops it on its event loop. That rounds fail is told once, until one does not.
 */
public final class Rounds {
    private final Duration tick;
    private final Duration away;
    private final Supplier<Future<Boolean>> round;
    private final Consumer<Throwable> failed;
    private @Nullable Vertx vertx;
    private long timer = -1;
    private boolean busy;
    private boolean again;
    private boolean stopped;
    private boolean failing;

    /**
     * @param tick the pause between two rounds, and before the first
     * @param round what is done; true: there is more to do
     * @param failed is told why
     */
    public Rounds(Duration tick, Supplier<Future<Boolean>> round, Consumer<Throwable> failed) {
        this(tick, tick, round, failed);
    }

    /** @param away the pause after a round that failed */
    public Rounds(Duration tick, Duration away, Supplier<Future<Boolean>> round, Consumer<Throwable> failed) {
        this.tick = tick;
        this.away = away;
        this.round = round;
        this.failed = failed;
    }

    /** Begins with a pause. */
    public void start(Vertx loop) {
        vertx = loop;
        schedule(loop, tick);
    }

    /** No round begins any more; the one that is on is not waited for. */
    public void stop() {
        stopped = true;
        if (vertx != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** There is news. While rounds fail it waits for the next, as all does. */
    public void soon() {
        Vertx loop = vertx;
        if (loop == null || busy || stopped || failing) {
            again = true;
            return;
        }
        loop.cancelTimer(timer);
        go(loop);
    }

    private void schedule(Vertx loop, Duration pause) {
        if (!stopped) {
            timer = loop.setTimer(Math.max(1, pause.toMillis()), id -> go(loop));
        }
    }

    private void go(Vertx loop) {
        busy = true;
        again = false;
        Future.succeededFuture().compose(any -> round.get()).onComplete(done -> {
            busy = false;
            if (done.failed() && !failing && !stopped) {
                failed.accept(done.cause());
            }
            failing = done.failed();
            schedule(loop, failing ? away : again || done.result() ? Duration.ZERO : tick);
        });
    }
}
