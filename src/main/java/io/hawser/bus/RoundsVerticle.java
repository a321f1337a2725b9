package io.hawser.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A verticle that does nothing but its {@link Rounds}, from its start to its stop. */
public abstract class RoundsVerticle extends VerticleBase {
    private final Rounds rounds;

    protected RoundsVerticle(Rounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public final Future<?> start() {
        rounds.start(vertx);
        return Future.succeededFuture();
    }

    @Override
    public final Future<?> stop() {
        rounds.stop();
        return Future.succeededFuture();
    }
}
