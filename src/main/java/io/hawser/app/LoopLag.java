package io.hawser.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AbstractVerticle;
import java.util.concurrent.TimeUnit;

/** Measures how late its event loop comes to a timer that is due: what everything else on the loop waits too. One for each loop. */
final class LoopLag extends AbstractVerticle {
    private static final long TICK_MILLIS = 250;

    private final Timer lag;
    private long expected;

    LoopLag(MeterRegistry registry) {
        lag = Timer.builder("hawser.loop.lag")
                .description("How late event loops come to a timer that is due")
                .register(registry);
    }

    @Override
    public void start() {
        next();
    }

    private void next() {
        expected = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        vertx.setTimer(TICK_MILLIS, timer -> {
            // Timers are rounded to milliseconds, either way.
            lag.record(Math.max(0, System.nanoTime() - expected), TimeUnit.NANOSECONDS);
            next();
        });
    }
}
