package io.hawser.edge.terminal;

import io.hawser.protocol.TextFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a turn costs each of 1,000 terminals that are sent the same frames: put together once for all, or once for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BundleBenchmark {
    private static final int TERMINALS = 1_000;

    @Param({"1", "16"})
    private int count;

    private final Turn turn = new Turn();
    private final List<ByteBuf> frames = new ArrayList<>();

    @Setup
    public void encode() {
        for (int i = 0; i < count; i++) {
            frames.add(TextFrame.of("x".repeat(300)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(TERMINALS)
    public long together() {
        long sum = 0;
        for (int terminal = 0; terminal < TERMINALS; terminal++) {
            Bundle bundle = turn.empty();
            for (ByteBuf frame : frames) {
                bundle = bundle.and(frame);
            }
            ByteBuf bytes = bundle.bytes();
            sum += bytes.readableBytes();
            bytes.release();
        }
        turn.end();
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(TERMINALS)
    public long each() {
        long sum = 0;
        for (int terminal = 0; terminal < TERMINALS; terminal++) {
            ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(count * 304);
            for (ByteBuf frame : frames) {
                bytes.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
            }
            sum += bytes.readableBytes();
            bytes.release();
        }
        return sum;
    }
}
