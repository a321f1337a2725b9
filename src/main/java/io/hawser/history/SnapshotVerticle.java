package io.hawser.history;

import io.hawser.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the snapshots that are due, a day after the other: one instance a node, nodes side by side, of which one at a time works.
 * Rounds never overlap; one that fails is taken again at the next tick. Stopping does not wait for the one that is on.
 */
public final class SnapshotVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotVerticle.class);

    private final SnapshotStore store;
    private final Clock clock;
    private final Duration settling;
    private final Rounds rounds;
    private boolean stopped;

    /**
     * @param settling how long after midnight a day's last entries are waited for; what comes later costs time travel no more than a
     *     longer read
     * @param tick from the start to the first round, and between the end of one and the next
     */
    public SnapshotVerticle(SnapshotStore store, Clock clock, Duration settling, Duration tick) {
        this.store = store;
        this.clock = clock;
        this.settling = settling;
        rounds = new Rounds(
                tick,
                () -> round().map(false),
                cause -> LOG.atWarn().setCause(cause).log("snapshots of the history wait to be taken"));
    }

    @Override
    public Future<?> start() {
        rounds.start(vertx);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        rounds.stop();
        return Future.succeededFuture();
    }

    /** Days, until none is due or another node is at it. */
    private Future<Void> round() {
        return store.due(clock.instant().minus(settling)).compose(day -> {
            if (stopped || day.isEmpty()) {
                return Future.succeededFuture();
            }
            return store.take(day.get(), clock.instant()).compose(devices -> {
                if (devices.isEmpty()) {
                    return Future.succeededFuture();
                }
                LOG.atInfo()
                        .addKeyValue("day", day.get())
                        .addKeyValue("devices", devices.get())
                        .log("snapshots taken");
                return round();
            });
        });
    }
}
