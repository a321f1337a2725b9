package io.hawser.drill;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends drills that are over. One instance a node; nodes may run side by side, since each is ended once. Rounds never overlap. */
public final class DrillVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DrillVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 20;

    private final DrillService drills;
    private long timer = -1;
    private boolean stopped;
    private boolean failing;

    public DrillVerticle(DrillService drills) {
        this.drills = drills;
    }

    @Override
    public Future<?> start() {
        schedule(TICK);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void schedule(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> round());
        }
    }

    private void round() {
        drills.settle(MOST).onComplete(round -> {
            if (round.failed() && !failing) {
                LOG.atWarn().setCause(round.cause()).log("ends of drills wait for the store");
            }
            failing = round.failed();
            schedule(round.succeeded() && round.result() ? Duration.ZERO : TICK);
        });
    }
}
