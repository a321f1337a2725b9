package io.hawser.history;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the {@link OutboxPump}: one instance a node, nodes side by side. Rounds never overlap: the next is set when the last has
 * ended. Stopping finishes the round and drains what is there, within bounds; what stays is carried by another node, or after
 * the next start.
 */
public final class OutboxVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxVerticle.class);

    private final OutboxPump pump;
    private final Duration farewell;
    private Future<Void> round = Future.succeededFuture();
    private long timer = -1;
    private boolean stopped;

    public OutboxVerticle(OutboxPump pump, OutboxSettings settings) {
        this.pump = pump;
        farewell = settings.farewell();
    }

    @Override
    public Future<?> start() {
        schedule(Duration.ZERO);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return round.compose(done -> pump.finish(farewell))
                .timeout(farewell.toMillis() + 1, TimeUnit.MILLISECONDS)
                .recover(late -> {
                    LOG.warn("the last entries stay in the outbox");
                    return Future.succeededFuture();
                });
    }

    private void schedule(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> turn());
        }
    }

    private void turn() {
        round = pump.round().map(pause -> {
            schedule(pause);
            return null;
        });
    }
}
