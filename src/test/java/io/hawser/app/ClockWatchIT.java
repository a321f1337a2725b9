package io.hawser.app;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Failure;
import io.hawser.storage.redis.RedisStores;
import io.hawser.storage.redis.TimeMark;
import io.hawser.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hub's time across a restart under a clock that was set back meanwhile. */
@SuppressWarnings("NullAway.Init")
class ClockWatchIT {
    private static final Instant BEFORE = Instant.parse("2026-06-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private RedisStores stores;

    @BeforeEach
    void connect() {
        stores = done(RedisStores.connect(
                vertx,
                TestRedis.fresh().settings(),
                device -> Future.failedFuture(Failure.notFound("device")),
                clock(BEFORE),
                "node",
                (call, nanos, answered) -> {}));
    }

    @AfterEach
    void stop() {
        done(stores.close());
        done(vertx.close());
    }

    @Test
    void goesOnAfterWhatTheHubBeforeItWrote() {
        TimeMark mark = stores.time();
        String watch =
                done(vertx.deployVerticle(new ClockWatch(clock(BEFORE), mark, () -> 0, new SimpleMeterRegistry())));
        done(vertx.undeploy(watch));

        MonotonicClock later = clock(BEFORE.minus(Duration.ofHours(1)));
        done(ClockWatch.begin(vertx, later, mark, 1));

        assertThat(later.instant()).isAfter(BEFORE);
    }

    @Test
    void takesTheHostsTimeOnAnEmptyStore() {
        MonotonicClock clock = clock(BEFORE);
        done(ClockWatch.begin(vertx, clock, stores.time(), ClockWatch.LOOKS));

        assertThat(clock.instant()).isEqualTo(BEFORE);
    }

    private static MonotonicClock clock(Instant stands) {
        return new MonotonicClock(() -> MonotonicClock.nanos(stands), () -> 0);
    }
}
