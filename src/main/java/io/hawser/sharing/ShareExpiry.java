package io.hawser.sharing;

import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of grants that will end, and ends them when their time is over. One instance a node; nodes may run side by side, since a grant is removed by one of them
 * only. Rounds never overlap: the next is set when the last has ended.
 */
public final class ShareExpiry extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(ShareExpiry.class);

    private final SharingService sharing;
    private final Duration tick;
    private long timer = -1;
    private boolean stopped;
    private boolean failing;

    /** @param tick the pause between rounds */
    public ShareExpiry(SharingService sharing, Duration tick) {
        this.sharing = sharing;
        this.tick = tick;
    }

    @Override
    public void start() {
        schedule();
    }

    @Override
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void schedule() {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, tick.toMillis()), id -> round());
        }
    }

    private void round() {
        sharing.expire().onComplete(round -> {
            if (round.failed() && !failing) {
                LOG.atWarn().setCause(round.cause()).log("grants that are over wait for the store");
            }
            failing = round.failed();
            schedule();
        });
    }
}
