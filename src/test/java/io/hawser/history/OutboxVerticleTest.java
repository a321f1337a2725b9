package io.hawser.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class OutboxVerticleTest {
    private static final OutboxSettings SETTINGS =
            new OutboxSettings(10, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(5));

    private final Vertx vertx = Vertx.vertx();
    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeHistory history = new FakeHistory();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void carriesWithoutOverlapUntilItStopsAndDrainsThen() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(2);
        history.onKeep = rounds::countDown;
        outbox.add(45);
        String id = deploy(SETTINGS);
        assertThat(rounds.await(20, TimeUnit.SECONDS)).isTrue();

        await(vertx.undeploy(id));

        assertThat(history.kept).hasSize(45);
        assertThat(outbox.mostAtOnce).isEqualTo(1);
        int drains = outbox.drains;
        await(Future.future((Promise<Void> later) -> vertx.setTimer(30, fired -> later.complete())));
        assertThat(outbox.drains).isEqualTo(drains);
    }

    @Test
    void stopsInTimeWhenARoundHangs() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        history.gate = Promise.<Void>promise().future();
        outbox.add(1);
        history.onKeep = begun::countDown;
        String id = deploy(new OutboxSettings(10, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(100)));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        await(vertx.undeploy(id));

        assertThat(outbox.waiting).hasSize(1);
    }

    private String deploy(OutboxSettings settings) {
        OutboxPump pump = new OutboxPump(
                outbox,
                history,
                entries -> Future.succeededFuture(),
                Clock.systemUTC(),
                new Random(1),
                settings,
                new OutboxAlarm());
        return await(vertx.deployVerticle(new OutboxVerticle(pump, settings)));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
