package io.hawser.sharing;

import io.hawser.bus.Rounds;
import io.hawser.bus.RoundsVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of grants that will end, and ends them when their time is over. One instance a node; nodes may run side by side, since a grant is removed by one of them
 * only. Rounds never overlap: the next is set when the last has ended.
 */
public final class ShareExpiry extends RoundsVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(ShareExpiry.class);

    /** @param tick the pause between rounds */
    public ShareExpiry(SharingService sharing, Duration tick) {
        super(new Rounds(
                tick,
                () -> sharing.expire().map(false),
                cause -> LOG.atWarn().setCause(cause).log("grants that are over wait for the store")));
    }
}
