package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Presence;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Written;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls of one turn travel together, and each fares as if it had travelled alone. */
@ExtendWith(TestRedis.Resolver.class)
class RedisBulkIT {
    private final TestRedis redis;
    private Bench bench;

    RedisBulkIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(redis);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aTurnIsOneScript() {
        List<Connection> connections = connect(40);
        redis.command("CONFIG", "RESETSTAT");

        List<Future<Written>> written = inOneTurn(() -> connections.stream()
                .map(connection -> bench.sessions().write(connection, state(7, "n", "1"), bench.now))
                .toList());

        assertThat(written).allSatisfy(of -> assertThat(of.result().seq()).isEqualTo(7));
        assertThat(written)
                .extracting(of -> of.result().changes().get(0).device())
                .containsExactlyElementsOf(
                        connections.stream().map(Connection::device).toList());
        assertThat(redis.command(
                        "EVAL",
                        "return string.match(redis.call('INFO', 'commandstats'), 'cmdstat_evalsha:calls=(%d+)')",
                        "0"))
                .isEqualTo("1");
    }

    @Test
    void whatOneFailsAtIsItsOwn() {
        List<Connection> connections = connect(20);
        DeviceId broken = connections.get(9).device();
        redis.command("SET", "{s" + Shards.of(broken) + "}:state:" + broken.value(), "no hash");

        List<Future<Written>> written = inOneTurn(() -> connections.stream()
                .map(connection -> bench.sessions().write(connection, state(1, "n", "1"), bench.now))
                .toList());

        for (Future<Written> of : written) {
            boolean own = of == written.get(9);
            assertThat(of.failed()).isEqualTo(own);
        }
        assertThat(written.get(9).cause()).hasMessageContaining("WRONGTYPE");
    }

    @Test
    void moreThanOneBulkAndOtherScriptsBetweenKeepTheOrder() {
        Connection connection = connect(1).get(0);

        List<Future<?>> all = inOneTurn(() -> {
            List<Future<?>> sent = new ArrayList<>();
            for (int seq = 1; seq <= 300; seq++) {
                sent.add(bench.sessions().write(connection, state(seq, "n", Integer.toString(seq)), bench.now));
                if (seq % 100 == 0) {
                    sent.add(bench.sessions().snapshot(connection.device()).map(snapshot -> {
                        assertThat(snapshot.state().get("n")).isNotNull();
                        return snapshot.revision();
                    }));
                }
            }
            sent.add(bench.sessions()
                    .close(
                            connection,
                            Carried.NOTHING,
                            new Closing.Lost(Presence.Reason.CLOSED, Duration.ZERO, false),
                            bench.now));
            return sent;
        });

        assertThat(all).allMatch(Future::succeeded);
        assertThat(List.of(
                        all.get(100).result(),
                        all.get(201).result(),
                        all.get(302).result()))
                .isEqualTo(List.of(101L, 201L, 301L));
        assertThat(bench.snapshot(connection.device()).revision()).isEqualTo(302);
    }

    private List<Connection> connect(int count) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(bench.connect(device()));
        }
        return connections;
    }

    private <T> List<T> inOneTurn(Supplier<List<T>> action) {
        Promise<List<T>> done = Promise.promise();
        ((VertxInternal) bench.vertx).createEventLoopContext().runOnContext(turn -> {
            List<T> futures = action.get();
            Future.join(futures.stream().map(of -> (Future<?>) of).toList()).onComplete(all -> done.complete(futures));
        });
        return await(done.future());
    }
}
