package io.hawser.bench.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code redis-benchmark -P 32} does, with the hub's own writes: a connection for each device, on each 32 commands sent
 * together, and the next 32 when all of these are answered. Redis' limit for this script, without the hub.
 */
public final class RedisFlood implements AutoCloseable {
    private static final int PIPELINE = 32;
    private static final int CHUNK = 256 * 1024;
    private static final Duration WARM = Duration.ofSeconds(1);

    private final Selector selector;
    private final List<Lane> lanes = new ArrayList<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);

    /** What came of it: replies a second, and how many in all were no plain OK. */
    public record Rate(double replies, long refused) {}

    private static final class Lane {
        private final WriteCommand write;
        private final SocketChannel channel;
        private final ByteBuffer out;
        private final ReplyCounter counter = new ReplyCounter();
        private long number;
        private long answered;

        Lane(WriteCommand write, SocketChannel channel) {
            this.write = write;
            this.channel = channel;
            this.out = ByteBuffer.allocateDirect(write.length() * PIPELINE);
            this.number = write.number();
        }

        /** Fills what goes out with the next numbers. */
        void refill() {
            out.clear();
            for (int i = 0; i < PIPELINE; i++) {
                number++;
                write.put(out, number);
            }
            out.flip();
        }
    }

    private RedisFlood(Selector selector) {
        this.selector = selector;
    }

    /** Measures for that time, after a second that does not count. Nobody else should use that Redis meanwhile. */
    public static Rate measure(Hub hub, List<WriteCommand> writes, Duration time) {
        try (RedisFlood flood = new RedisFlood(Selector.open())) {
            RedisWire.Address address = RedisWire.address(hub.data());
            for (WriteCommand write : writes) {
                flood.connect(address, write);
            }
            flood.turn(WARM);
            long begun = System.nanoTime();
            long before = flood.replies();
            flood.turn(time);
            double rate = (flood.replies() - before) / ((System.nanoTime() - begun) / 1e9);
            return new Rate(
                    rate,
                    flood.lanes.stream()
                            .mapToLong(lane -> lane.counter.refused())
                            .sum());
        } catch (IOException e) {
            throw new BenchFailure("the hub's Redis is gone: " + e.getMessage());
        }
    }

    private void connect(RedisWire.Address address, WriteCommand write) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(RedisWire.encode(List.of(
                "AUTH".getBytes(StandardCharsets.US_ASCII), address.password().getBytes(StandardCharsets.US_ASCII)))));
        Lane lane = new Lane(write, channel);
        ByteBuffer answer = ByteBuffer.allocate(64);
        while (lane.counter.replies() == 0) {
            if (channel.read(answer) < 0) {
                throw new IOException("closed");
            }
            lane.counter.take(answer.flip());
            answer.clear();
        }
        lane.answered = lane.counter.replies();
        channel.configureBlocking(false);
        lane.refill();
        channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE, lane);
        lanes.add(lane);
    }

    private void turn(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                move(key, (Lane) key.attachment());
            }
            selector.selectedKeys().clear();
        }
    }

    private void move(SelectionKey key, Lane lane) throws IOException {
        if (key.isReadable()) {
            chunk.clear();
            if (lane.channel.read(chunk) < 0) {
                throw new IOException("closed");
            }
            lane.counter.take(chunk.flip());
            if (!lane.out.hasRemaining() && lane.counter.replies() - lane.answered == PIPELINE) {
                lane.answered += PIPELINE;
                lane.refill();
            }
        }
        if (lane.out.hasRemaining()) {
            lane.channel.write(lane.out);
        }
        key.interestOps(lane.out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private long replies() {
        return lanes.stream().mapToLong(lane -> lane.counter.replies()).sum();
    }

    @Override
    public void close() throws IOException {
        for (Lane lane : lanes) {
            lane.channel.close();
        }
        selector.close();
    }
}
