package io.hawser.drill;

import io.hawser.bus.Rounds;
import io.hawser.bus.RoundsVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends drills that are over. One instance a node; nodes may run side by side, since each is ended once. */
public final class DrillVerticle extends RoundsVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(DrillVerticle.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 20;

    public DrillVerticle(DrillService drills) {
        super(new Rounds(
                TICK,
                () -> drills.settle(MOST),
                cause -> LOG.atWarn().setCause(cause).log("ends of drills wait for the store")));
    }
}
