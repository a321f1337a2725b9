package io.hawser.session;

import io.hawser.bus.Bus;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out deadlines as they come due. One instance a node; nodes may run side by side, since a deadline is claimed and
 * carried out in one step. Rounds never overlap: the next is set when the last has ended.
 */
public final class DueVerticle extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(DueVerticle.class);

    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final DueStore store;
    private final Supplier<Future<Void>> afterPause;
    private final Bus bus;
    private final Clock clock;
    private final Duration tick;
    private long timer = -1;
    private boolean stopped;
    private boolean failing;
    private Instant last = Instant.MIN;

    /**
     * @param afterPause runs before a round that comes late: the node moves the deadlines of its own live connections first,
     *     so that a pause of the node or the store is not taken for theirs
     * @param tick the pause between rounds
     */
    public DueVerticle(DueStore store, Supplier<Future<Void>> afterPause, Bus bus, Clock clock, Duration tick) {
        this.store = store;
        this.afterPause = afterPause;
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
        boolean late = last.isBefore(clock.instant().minus(tick).minus(PAUSE));
        Future<Void> ready = late ? afterPause.get() : Future.succeededFuture();
        ready.compose(done -> store.claim(clock.instant())).onComplete(round -> {
            if (round.succeeded()) {
                last = clock.instant();
                failing = false;
                DueStore.Claimed claimed = round.result();
                claimed.changes().forEach(bus::publish);
                claimed.ended().forEach(bus::publish);
                schedule(claimed.more() ? 1 : tick.toMillis());
            } else {
                if (!failing) {
                    LOG.atWarn().setCause(round.cause()).log("deadlines wait for the store");
                }
                failing = true;
                schedule(tick.toMillis());
            }
        });
    }
}
