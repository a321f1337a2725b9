package io.hawser.session;

import io.hawser.bus.Bus;
import io.hawser.bus.Rounds;
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
    private final Rounds rounds;
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
        rounds = new Rounds(
                tick, this::round, cause -> LOG.atWarn().setCause(cause).log("deadlines wait for the store"));
    }

    @Override
    public void start() {
        rounds.start(vertx);
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    private Future<Boolean> round() {
        return store.claim(clock.instant()).compose(this::told).map(DueStore.Claimed::more);
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
