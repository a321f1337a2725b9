package io.hawser.fault;

import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the ends of maintenance. One instance a node; nodes may run side by side, since each end is seen to once. Rounds never overlap. */
public final class MaintenanceVerticle extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 20;

    private final MaintenanceService maintenance;
    private long timer = -1;
    private boolean stopped;
    private boolean failing;

    public MaintenanceVerticle(MaintenanceService maintenance) {
        this.maintenance = maintenance;
    }

    @Override
    public void start() {
        schedule(TICK);
    }

    @Override
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void schedule(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> round());
        }
    }

    private void round() {
        maintenance.close(MOST).onComplete(round -> {
            if (round.failed() && !failing) {
                LOG.atWarn().setCause(round.cause()).log("ends of maintenance wait for the store");
            }
            failing = round.failed();
            schedule(round.succeeded() && round.result() ? Duration.ZERO : TICK);
        });
    }
}
