package io.hawser.sharing;

import io.hawser.bus.Rounds;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to changes of shares that did not get into their devices' logs when they were made: because the log's store would not take them, or
 * the node that made them is gone. One instance a node; nodes may run side by side, see {@link ShareCarrier}. Rounds never overlap.
 */
public final class ShareAnnouncer extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(ShareAnnouncer.class);

    private final Rounds rounds;

    /** @param tick the pause between rounds */
    public ShareAnnouncer(ShareCarrier carrier, Duration tick) {
        rounds = new Rounds(
                tick, carrier::carry, cause -> LOG.atWarn().setCause(cause).log("changes of shares wait for the logs"));
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
