package io.hawser.fault;

import io.hawser.bus.Bus;
import io.hawser.bus.Rounds;
import io.hawser.bus.SpaceFaulted;
import io.hawser.domain.Fault;
import io.hawser.domain.SpaceId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries steps of faults into the logs of their devices, from where everybody hears of them: at once when this node made one, and within
 * a second when another did that is gone since. A space has no log: who belongs to it is told that there is news. One instance a node. Rounds
 * never overlap.
 */
public final class FaultAnnouncer extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(FaultAnnouncer.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST = 200;

    private final FaultStore faults;
    private final FaultLog log;
    private final Bus bus;
    private final Rounds rounds = new Rounds(
            TICK, this::round, cause -> LOG.atWarn().setCause(cause).log("steps of faults wait for the logs"));
    private @Nullable Throwable trouble;
    private Bus.Subscription moved = () -> {};

    public FaultAnnouncer(FaultStore faults, FaultLog log, Bus bus) {
        this.faults = faults;
        this.log = log;
        this.bus = bus;
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

    /** One step that can't be carried holds up no others. */
    private Future<Boolean> round() {
        trouble = null;
        return faults.log(MOST, this::append)
                .compose(count ->
                        trouble == null ? Future.succeededFuture(count == MOST) : Future.failedFuture(trouble));
    }

    private Future<Void> append(Fault.Step step) {
        SpaceId space = step.fault().space();
        Future<Void> appended = space == null
                ? log.append(step).map(change -> {
                    change.ifPresent(bus::publish);
                    return null;
                })
                : faults.people(space).map(people -> {
                    bus.publish(new SpaceFaulted(space, people));
                    return null;
                });
        return appended.onFailure(cause -> trouble = cause);
    }
}
