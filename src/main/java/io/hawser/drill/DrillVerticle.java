package io.hawser.drill;

import io.hawser.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends drills that are over. One instance a node; nodes may run side by side, since each is ended once. */
public final class DrillVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DrillVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 20;

    private final Rounds rounds;

    public DrillVerticle(DrillService drills) {
        rounds = new Rounds(
                TICK,
                () -> drills.settle(MOST),
                cause -> LOG.atWarn().setCause(cause).log("ends of drills wait for the store"));
    }

    @Override
    public Future<?> start() {
        rounds.start(vertx);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        rounds.stop();
        return Future.succeededFuture();
    }
}
