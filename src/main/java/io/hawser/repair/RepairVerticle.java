package io.hawser.repair;

import io.hawser.bus.Bus;
import io.hawser.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what has become of faults and at what is due: at once when this node made a step, and within a moment when another did that is
 * gone since. One instance a node; nodes may run side by side. Rounds never overlap.
 */
public final class RepairVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RepairVerticle.class);
    private static final Duration AWAY = Duration.ofSeconds(2);

    private final RepairService repairs;
    private final Bus bus;
    private final Rounds rounds;
    private Bus.Subscription moved = () -> {};

    public RepairVerticle(RepairService repairs, RepairSettings settings, Bus bus) {
        this.repairs = repairs;
        this.bus = bus;
        rounds = new Rounds(
                settings.tick(),
                AWAY,
                this::round,
                cause -> LOG.atWarn().setCause(cause).log("repairs wait for the store"));
    }

    @Override
    public Future<?> start() {
        moved = bus.onFaultsMoved(any -> rounds.soon());
        rounds.start(vertx);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        rounds.stop();
        moved.close();
        return Future.succeededFuture();
    }

    private Future<Boolean> round() {
        return repairs.turn().compose(more -> repairs.due().map(due -> more || due));
    }
}
