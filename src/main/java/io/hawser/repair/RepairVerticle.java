package io.hawser.repair;

import io.hawser.bus.Bus;
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
    private final Duration tick;
    private long timer = -1;
    private boolean busy;
    private boolean again;
    private boolean stopped;
    private boolean failing;
    private Bus.Subscription moved = () -> {};

    public RepairVerticle(RepairService repairs, RepairSettings settings, Bus bus) {
        this.repairs = repairs;
        this.bus = bus;
        tick = settings.tick();
    }

    @Override
    public Future<?> start() {
        moved = bus.onFaultsMoved(any -> soon());
        schedule(tick);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        moved.close();
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void soon() {
        if (busy || stopped || failing) {
            again = true;
            return;
        }
        vertx.cancelTimer(timer);
        round();
    }

    private void schedule(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> round());
        }
    }

    private void round() {
        busy = true;
        again = false;
        repairs.turn().compose(more -> repairs.due().map(due -> more || due)).onComplete(round -> {
            busy = false;
            if (round.failed() && !failing) {
                LOG.atWarn().setCause(round.cause()).log("repairs wait for the store");
            }
            failing = round.failed();
            schedule(failing ? AWAY : again || round.result() ? Duration.ZERO : tick);
        });
    }
}
