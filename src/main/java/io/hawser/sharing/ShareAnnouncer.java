package io.hawser.sharing;

import io.hawser.bus.Rounds;
import io.hawser.bus.RoundsVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to changes of shares that did not get into their devices' logs when they were made: because the log's store would not take them, or
 * the node that made them is gone. One instance a node; nodes may run side by side, see {@link ShareCarrier}. Rounds never overlap.
 */
public final class ShareAnnouncer extends RoundsVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(ShareAnnouncer.class);

    /** @param tick the pause between rounds */
    public ShareAnnouncer(ShareCarrier carrier, Duration tick) {
        super(new Rounds(
                tick,
                carrier::carry,
                cause -> LOG.atWarn().setCause(cause).log("changes of shares wait for the logs")));
    }
}
