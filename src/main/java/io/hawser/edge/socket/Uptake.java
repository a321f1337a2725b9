package io.hawser.edge.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the other side of a channel takes of what is sent to it. A byte is taken when it leaves the hub's own buffer and again
 * when the other side's kernel acknowledges it; neither moves for a peer that reads nothing. (The kernel asks the hub for more only
 * when a good part of its buffer is free, so the first alone would take a slow peer for one that reads nothing.) On the channel's
 * event loop only.
 */
public final class Uptake {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;

    /** Where {@code tcpi_bytes_acked} stands in Linux' {@code struct tcp_info}; a kernel before 4.1 leaves it zero. */
    private static final int BYTES_ACKED = 120;

    private static final ChannelOption<ByteBuffer> INFO =
            new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, BYTES_ACKED + Long.BYTES);

    private final Channel channel;
    private final LongSupplier nanos;
    private boolean behind;
    private long least;
    private long acknowledged;
    private long since;

    /** @param nanos monotonic time */
    public Uptake(Channel channel, LongSupplier nanos) {
        this.channel = channel;
        this.nanos = nanos;
    }

    /** How many bytes the kernel does not have yet. */
    public long waiting() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    /** How long it has taken nothing at all of what waits, as far as earlier calls saw; zero when nothing waits. */
    public Duration stuck() {
        long waiting = waiting();
        if (waiting == 0) {
            behind = false;
            return Duration.ZERO;
        }
        long confirmed = confirmed();
        long now = nanos.getAsLong();
        if (!behind || waiting < least || confirmed != acknowledged) {
            behind = true;
            least = waiting;
            acknowledged = confirmed;
            since = now;
        }
        return Duration.ofNanos(now - since);
    }

    /** How many bytes the other side has ever acknowledged; zero where the kernel does not say. */
    private long confirmed() {
        if (channel instanceof EpollSocketChannel && channel.isOpen()) {
            return channel.config()
                    .getOption(INFO)
                    .order(ByteOrder.nativeOrder())
                    .getLong(BYTES_ACKED);
        }
        return 0;
    }
}
