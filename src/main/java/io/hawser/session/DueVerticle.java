package io.hawser.session;

import io.hawser.bus.Bus;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out deadlines as they come due. One instance a node; nodes may run side by side, since a deadline is claimed and
 * carried out in one step. Rounds never overlap: the next is set when the last has ended.
 */
public final class DueVerticle extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(DueVerticle.class);

    private final DueStore store;
    private final Supplier<Future<Void>> revival;
    private final Bus bus;
    private final Clock clock;
    private final Duration tick;
    private long timer = -1;
    private boolean stopped;
    private boolean failing;
    private boolean unrevived;

    /**
     * @param revival tells the store of this node's live connections, after the node had counted as gone
     * @param tick the pause between rounds
     */
    public DueVerticle(DueStore store, Supplier<Future<Void>> revival, Bus bus, Clock clock, Duration tick) {
        this.store = store;
        this.revival = revival;
        this.bus = bus;
        this.clock = clock;
        this.tick = tick;
    }

    @Override
    public void start() {
        schedule(tick.toMillis());
    }

    @Override
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void schedule(long millis) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, millis), id -> round());
        }
    }

    private void round() {
        store.claim(clock.instant()).compose(this::told).onComplete(round -> {
            if (round.succeeded()) {
                failing = false;
                schedule(round.result().more() ? 1 : tick.toMillis());
            } else {
                if (!failing) {
                    LOG.atWarn().setCause(round.cause()).log("deadlines wait for the store");
                }
                failing = true;
                schedule(tick.toMillis());
            }
        });
    }

    /** What was carried out is told, whatever comes next; connections are revived before the next round. */
    private Future<DueStore.Claimed> told(DueStore.Claimed claimed) {
        claimed.changes().forEach(bus::publish);
        claimed.ended().forEach(bus::publish);
        unrevived |= claimed.wasGone();
        if (!unrevived) {
            return Future.succeededFuture(claimed);
        }
        return revival.get().map(revived -> {
            unrevived = false;
            return claimed;
        });
    }
}
