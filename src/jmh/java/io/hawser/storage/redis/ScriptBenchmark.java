package io.hawser.storage.redis;

import io.hawser.session.Connection;
import io.hawser.testing.TestRedis;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reports of 64 devices, stored in a real Redis: those of one turn as one script, or each by itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScriptBenchmark {
    private static final int DEVICES = 64;

    private final TestRedis redis = TestRedis.ownServer();
    private final Bench bench = new Bench(redis);
    private final Context loop = ((VertxInternal) bench.vertx).createEventLoopContext();
    private final List<Connection> connections = new ArrayList<>();
    private long seq;

    @Setup
    public void connect() {
        for (int i = 0; i < DEVICES; i++) {
            connections.add(bench.connect(Bench.device()));
        }
    }

    @TearDown
    public void close() {
        bench.close();
        redis.close();
    }

    @Benchmark
    @OperationsPerInvocation(DEVICES)
    public Object inOneTurn() {
        seq++;
        Promise<Object> done = Promise.promise();
        loop.runOnContext(turn -> all(false).onComplete(stored -> done.complete(stored.succeeded())));
        return Bench.await(done.future());
    }

    @Benchmark
    @OperationsPerInvocation(DEVICES)
    public Object eachByItself() {
        seq++;
        Promise<Object> done = Promise.promise();
        loop.runOnContext(turn -> all(true).onComplete(stored -> done.complete(stored.succeeded())));
        return Bench.await(done.future());
    }

    private Future<?> all(boolean apart) {
        List<Future<?>> sent = new ArrayList<>();
        for (Connection connection : connections) {
            sent.add(bench.sessions().write(connection, Bench.state(seq, "n", "1"), bench.now));
            if (apart) {
                // Whatever does not go in bulk sends what waits; this costs Redis next to nothing.
                sent.add(bench.stores.ping());
            }
        }
        return Future.all(sent);
    }
}
