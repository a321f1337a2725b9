package io.hawser.device;

import io.hawser.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to what a node that stopped has left of replacements. One instance a node; nodes may run side by side. */
public final class ReplacementVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacementVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final int MOST = 20;

    private final Rounds rounds;

    public ReplacementVerticle(ReplacementService replacements) {
        rounds = new Rounds(
                TICK,
                () -> replacements.settle(MOST),
                cause -> LOG.atWarn().setCause(cause).log("replacements wait for a store"));
    }

    @Override
    public Future<?> start() {
        rounds.start(vertx);
        rounds.soon();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        rounds.stop();
        return Future.succeededFuture();
    }
}
