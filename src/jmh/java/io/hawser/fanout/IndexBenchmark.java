package io.hawser.fanout;

import io.hawser.bus.Traffic;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.session.Catchup;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One change on its way to the terminals that watch its device, beside others that watch other devices. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class IndexBenchmark {
    private static final DeviceId DEVICE = new DeviceId("dev_1");
    private static final Instant AT = Instant.ofEpochMilli(1_760_000_000_000L);
    private static final StateEntry ENTRY =
            new StateEntry(Map.of("temperature", new Json("21.5")), List.of(), null, Map.of(), List.of(), 1);

    @Param({"1", "1000"})
    private int watching;

    @Param({"10", "10000"})
    private int others;

    private final SubscriptionIndex index =
            new SubscriptionIndex(IndexBenchmark::fresh, new Still(), told -> {}, new Traffic(), FanoutSettings.defaults());
    private long revision;

    @Setup
    public void watch() {
        for (int i = 0; i < watching; i++) {
            watch(DEVICE, i);
        }
        for (int i = 0; i < others; i++) {
            watch(new DeviceId("dev_other_" + i), watching + i);
        }
    }

    @Benchmark
    public void change() {
        revision++;
        index.change(new Change(DEVICE, 1, revision, AT, new Actor.ByDevice(DEVICE), ENTRY));
    }

    private void watch(DeviceId device, int number) {
        Watch watch = index.outbox(new Nowhere(), new UserId("usr_" + number), "Ana")
                .add(device, "Lamp", "light", "owner");
        watch.interests(Set.of(Kind.STATE), 0);
        watch.begin(null, () -> {});
    }

    private static Future<Catchup> fresh(DeviceId device, Object since) {
        Presence never = new Presence(Presence.Status.OFFLINE, Presence.Reason.NEVER, AT, null);
        return Future.succeededFuture(new Catchup.Fresh(new Snapshot(device, 0, 0, Map.of(), Map.of(), 0, never)));
    }

    private static final class Nowhere implements Outlet {
        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void write(ByteBuf frame) {
            frame.release();
        }

        @Override
        public void share(ByteBuf frame) {}
    }

    private static final class Still implements Loop {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void after(Duration delay, Runnable action) {}
    }
}
