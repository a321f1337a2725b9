package io.hawser.protocol;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A report as it comes in, and the change as it goes out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final String VALUE =
            "{\"ts\":1000326820193089,\"temperature\":21.53,\"humidity\":48.2,\"online\":true,\"mode\":\"auto\"}";

    private final String report = "{\"type\":\"report\",\"seq\":1000025860,\"set\":{\"reading\":" + VALUE + "}}";
    private final Change change = new Change(
            new DeviceId("dev_01a206aca3bf757c8025d061b292a279"),
            4,
            5203,
            Instant.ofEpochMilli(1_760_000_000_000L),
            new Actor.ByDevice(new DeviceId("dev_01a206aca3bf757c8025d061b292a279")),
            new StateEntry(Map.of("reading", new Json(VALUE)), List.of(), null, Map.of(), List.of(), 1));

    @Benchmark
    public Object readReport() {
        return DeviceMessage.read(JsonText.object(report));
    }

    @Benchmark
    public int frameChange() {
        ByteBuf frame =
                TextFrame.of(TextFrame.utf8(ChangeJson.head(change)), 5202, TextFrame.utf8(ChangeJson.tail(change)));
        int size = frame.readableBytes();
        frame.release();
        return size;
    }
}
