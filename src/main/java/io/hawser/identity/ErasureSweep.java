package io.hawser.identity;

import io.hawser.bus.Rounds;
import io.hawser.domain.DeviceId;
import io.hawser.identity.ErasureStore.Erased;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the live store forget who was erased from the register: at once, and once more when nothing that they had begun can be under way any
 * longer. What is left undone, because a store is away or the hub ends, is done later. One instance a node; rounds never overlap.
 */
public final class ErasureSweep extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureSweep.class);
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final ErasureStore erasures;
    private final LiveTraces live;
    private final Clock clock;
    private final Rounds rounds;

    /** @param tick the pause between rounds */
    public ErasureSweep(ErasureStore erasures, LiveTraces live, Clock clock, Duration tick) {
        this.erasures = erasures;
        this.live = live;
        this.clock = clock;
        rounds = new Rounds(
                tick,
                () -> erasures.pending().compose(this::forgetAll).map(false),
                cause -> LOG.atWarn().setCause(cause).log("people who were erased wait for the live store"));
    }

    @Override
    public void start() {
        rounds.start(vertx);
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    private Future<Void> forgetAll(List<Erased> all) {
        Future<Void> done = Future.succeededFuture();
        for (Erased each : all) {
            done = done.compose(before -> forget(each));
        }
        return done;
    }

    private Future<Void> forget(Erased erased) {
        boolean last = !clock.instant().isBefore(erased.at().plus(SETTLED));
        return live.forgetSessions(erased.person())
                .compose(done -> forgetName(erased, null))
                .compose(done -> last ? erasures.done(erased.person(), clock.instant()) : Future.succeededFuture());
    }

    private Future<Void> forgetName(Erased erased, @Nullable DeviceId after) {
        return erasures.devices(after)
                .compose(devices -> devices.isEmpty()
                        ? Future.succeededFuture()
                        : live.forgetName(erased.person(), devices)
                                .compose(done -> forgetName(erased, devices.get(devices.size() - 1))));
    }
}
