package io.hawser.device;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to what a node that stopped has left of replacements. One instance a node; nodes may run side by side. Rounds never overlap. */
public final class ReplacementVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacementVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final int MOST = 20;

    private final ReplacementService replacements;
    private long timer = -1;
    private boolean stopped;
    private boolean failing;

    public ReplacementVerticle(ReplacementService replacements) {
        this.replacements = replacements;
    }

    @Override
    public Future<?> start() {
        round();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void round() {
        replacements.settle(MOST).onComplete(round -> {
            if (round.failed() && !failing) {
                LOG.atWarn().setCause(round.cause()).log("replacements wait for a store");
            }
            failing = round.failed();
            if (!stopped) {
                Duration pause = round.succeeded() && round.result() ? Duration.ofMillis(1) : TICK;
                timer = vertx.setTimer(pause.toMillis(), id -> round());
            }
        });
    }
}
