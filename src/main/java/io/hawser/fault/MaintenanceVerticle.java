package io.hawser.fault;

import io.hawser.bus.Rounds;
import io.hawser.bus.RoundsVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the ends of maintenance. One instance a node; nodes may run side by side, since each end is seen to once. Rounds never overlap. */
public final class MaintenanceVerticle extends RoundsVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 20;

    public MaintenanceVerticle(MaintenanceService maintenance) {
        super(new Rounds(
                TICK,
                () -> maintenance.close(MOST),
                cause -> LOG.atWarn().setCause(cause).log("ends of maintenance wait for the store")));
    }
}
