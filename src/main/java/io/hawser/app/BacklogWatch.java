package io.hawser.app;

import io.hawser.history.Outbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Looks every few seconds how much waits for the history; unknown (NaN) while the live store does not say. */
final class BacklogWatch extends AbstractVerticle {
    private static final long BETWEEN_MILLIS = 5_000;

    private final Outbox outbox;
    private volatile Outbox.@Nullable Backlog latest;

    BacklogWatch(Outbox outbox, MeterRegistry registry) {
        this.outbox = outbox;
        Gauge.builder("hawser.outbox.entries", this, BacklogWatch::entries)
                .description("Entries of all live logs that wait for the kept one")
                .strongReference(true)
                .register(registry);
        Gauge.builder("hawser.outbox.age", this, BacklogWatch::seconds)
                .description("How long the oldest entry has waited for the kept log")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void start() {
        look();
    }

    private void look() {
        outbox.backlog().onComplete(told -> {
            latest = told.succeeded() ? told.result() : null;
            vertx.setTimer(BETWEEN_MILLIS, timer -> look());
        });
    }

    private double entries() {
        Outbox.Backlog known = latest;
        return known == null ? Double.NaN : known.entries();
    }

    private double seconds() {
        Outbox.Backlog known = latest;
        Duration age = known == null ? null : known.age();
        return age == null ? Double.NaN : age.toMillis() / 1_000.0;
    }
}
