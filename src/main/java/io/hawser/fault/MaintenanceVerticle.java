package io.hawser.fault;

import io.hawser.bus.Rounds;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the ends of maintenance. One instance a node; nodes may run side by side, since each end is seen to once. Rounds never overlap. */
public final class MaintenanceVerticle extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 20;

    private final Rounds rounds;

    public MaintenanceVerticle(MaintenanceService maintenance) {
        rounds = new Rounds(
                TICK,
                () -> maintenance.close(MOST),
                cause -> LOG.atWarn().setCause(cause).log("ends of maintenance wait for the store"));
    }

    @Override
    public void start() {
        rounds.start(vertx);
    }

    @Override
    public void stop() {
        rounds.stop();
    }
}
