package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.hawser.testing.KeptEntries;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Redis that forgets scripts, breaks connections, hangs or is away: nothing acknowledged is lost, and nothing hangs. */
@ExtendWith(TestRedis.Resolver.class)
class RedisLinkIT {
    private final DeviceId dev = device();
    private final TestRedis redis;

    RedisLinkIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void empty() {
        redis.command("FLUSHDB");
    }

    @Test
    void scriptsThatRedisForgotAreBroughtBack() {
        try (Bench bench = new Bench(redis)) {
            Connection connection = bench.connect(dev);
            redis.command("SCRIPT", "FLUSH", "SYNC");

            assertThat(bench.report(connection, 1, "a", "1").seq()).isEqualTo(1);
        }
    }

    @Test
    void brokenConnectionsAndForgottenScriptsLoseNothingThatWasAcknowledged() {
        try (Bench bench = new Bench(redis)) {
            Connection connection = bench.connect(dev);
            Random random = new Random(7);
            int last = 2_000;
            long acknowledged = 0;
            int failures = 0;
            while (acknowledged < last) {
                List<Future<Written>> sent = new ArrayList<>();
                long from = acknowledged + 1;
                for (long seq = from; seq < from + 50 && seq <= last; seq++) {
                    sent.add(bench.sessions()
                            .write(
                                    connection,
                                    new Uplink.Event(seq, "n", new Json(Long.toString(seq)), null),
                                    bench.now));
                    if (random.nextInt(100) == 0) {
                        redis.command("SCRIPT", "FLUSH", "SYNC");
                    } else if (random.nextInt(200) == 0) {
                        redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                    }
                }
                await(Future.join(sent).otherwiseEmpty());
                for (Future<Written> write : sent) {
                    if (write.succeeded()) {
                        acknowledged = Math.max(acknowledged, write.result().seq());
                    } else {
                        failures++;
                        assertThat(write.cause())
                                .isInstanceOfSatisfying(
                                        Failure.class,
                                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
                    }
                }
                until(bench);
            }

            assertThat(failures).isPositive();
            assertThat(numbers(bench))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, last)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void outlivesARestartOfRedis() {
        try (TestRedis own = TestRedis.ownServer();
                Bench bench = new Bench(own)) {
            Connection connection = bench.connect(dev);
            bench.report(connection, 1, "a", "1");
            own.stop();

            Throwable away = failure(bench.sessions().write(connection, state(2, "a", "2"), bench.now));
            assertThat(away)
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThat(failure(bench.stores.ping())).isInstanceOf(Failure.class);
            own.start();
            until(bench);

            assertThat(bench.report(connection, 2, "a", "2").revision()).isEqualTo(3);
        }
    }

    @Test
    void aRedisThatHangsFailsInTime() {
        try (TestRedis own = TestRedis.ownServer();
                Bench bench = new Bench(impatient(own.url(), 64), ColdStart.none(), "n1")) {
            Connection connection = bench.connect(dev);
            own.command("CLIENT", "PAUSE", "1500", "ALL");
            long begun = System.nanoTime();

            assertThat(failure(bench.sessions().write(connection, state(1, "a", "1"), bench.now)))
                    .isInstanceOf(Failure.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1400));
            until(bench);
            assertThat(bench.report(connection, 1, "a", "1").seq()).isEqualTo(1);
        }
    }

    @Test
    void onlySoManyRequestsWait() {
        try (TestRedis own = TestRedis.ownServer();
                Bench bench = new Bench(impatient(own.url(), 16), ColdStart.none(), "n1")) {
            await(bench.stores.ping());
            own.command("CLIENT", "PAUSE", "500", "ALL");
            List<Future<Void>> pings = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                pings.add(bench.stores.ping());
            }

            assertThat(failure(pings.get(99))).hasMessageContaining("Too many");
            await(Future.join(pings).otherwiseEmpty());
            until(bench);
        }
    }

    @Test
    void aServerThatIsNoneIsToldInOneLine() {
        Vertx vertx = Vertx.vertx();
        try {
            var silent =
                    await(vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1"));
            String url = "redis://ana:secret@127.0.0.1:" + silent.actualPort();

            Throwable mute = failure(RedisStores.connect(
                    vertx, impatient(url, 16), ColdStart.none(), Clock.systemUTC(), "n1", CallObserver.NONE));
            await(silent.close());
            Throwable absent = failure(RedisStores.connect(
                    vertx, impatient(url, 16), ColdStart.none(), Clock.systemUTC(), "n1", CallObserver.NONE));

            assertThat(mute).isInstanceOf(IllegalStateException.class);
            assertThat(mute.getMessage()).contains("127.0.0.1").doesNotContain("secret", "\n");
            assertThat(absent).isInstanceOf(IllegalStateException.class);
            assertThat(absent.getMessage()).contains("127.0.0.1").doesNotContain("secret", "\n");
        } finally {
            await(vertx.close());
        }
    }

    private static RedisSettings impatient(String url, int inFlight) {
        return new RedisSettings(
                url,
                false,
                Duration.ofMillis(600),
                inFlight,
                1000,
                Duration.ofHours(1),
                64 * 1024,
                64,
                Duration.ofSeconds(45));
    }

    /** Waits until Redis answers again. */
    private static void until(Bench bench) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (failure(bench.stores.ping()) instanceof Failure) {
            assertThat(System.nanoTime()).as("Redis comes back in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static List<String> numbers(Bench bench) {
        bench.pass(Duration.ofSeconds(2));
        List<Kept> kept = new ArrayList<>();
        while (await(bench.stores.outbox().drain(1_000, entries -> {
                            kept.addAll(entries);
                            return Future.succeededFuture();
                        }))
                        .entries()
                > 0) {}
        return kept.stream()
                .filter(entry -> entry.kind() == Kind.EVENT)
                .map(entry ->
                        ((EventEntry) KeptEntries.change(entry).entry()).data().text())
                .toList();
    }
}
