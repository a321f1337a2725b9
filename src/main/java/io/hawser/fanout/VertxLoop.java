package io.hawser.fanout;

import io.vertx.core.Vertx;
import java.time.Duration;

/** The event loop of the context that is current when a timer is set. */
public final class VertxLoop implements Loop {
    private final Vertx vertx;

    public VertxLoop(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void after(Duration delay, Runnable action) {
        vertx.setTimer(Math.max(1, delay.toMillis()), id -> action.run());
    }
}
