package io.hawser.app;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks at something every few seconds, so that a gauge has it at hand.
 *
 * @param <T> what it sees
 */
final class Glance<T> extends AbstractVerticle {
    private static final long BETWEEN_MILLIS = 5_000;

    private final Supplier<Future<T>> look;
    private volatile @Nullable T latest;

    Glance(Supplier<Future<T>> look) {
        this.look = look;
    }

    @Override
    public void start() {
        look();
    }

    /** Of what was seen last; unknown (NaN) before, and while it can't be seen. On any thread. */
    double value(ToDoubleFunction<T> of) {
        T seen = latest;
        return seen == null ? Double.NaN : of.applyAsDouble(seen);
    }

    private void look() {
        look.get().onComplete(told -> {
            latest = told.succeeded() ? told.result() : null;
            vertx.setTimer(BETWEEN_MILLIS, timer -> look());
        });
    }
}
