package io.hawser.edge.terminal;

import io.hawser.edge.socket.StrictWebSocket;
import io.hawser.fanout.Outlet;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.TextFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;

/**
 * The wire of one terminal. Frames that are encoded already go straight to its channel and are flushed once a turn of the event
 * loop; while the channel is full the terminal is read no further either. On its event loop only.
 */
final class TerminalLink implements Outlet {
    /** With what waits merged and what the kernel keeps, a terminal that stops reading costs less than 1 MiB. */
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(96 * 1024, 384 * 1024);

    /** The kernel takes twice this. */
    private static final int SEND_BUFFER = 128 * 1024;

    private static final Buffer PING = Buffer.buffer(0);

    private final ServerWebSocket socket;
    private final ChannelHandlerContext context;
    private final Channel channel;
    private final ChannelPromise promise;
    private boolean flushing;
    private boolean closed;
    private long heard = System.nanoTime();
    private long moved = System.nanoTime();
    private long pending;

    /** @param drained told when the terminal takes frames again */
    TerminalLink(ServerWebSocket socket, Runnable drained) {
        this.socket = socket;
        context = ((WebSocketInternal) socket).channelHandlerContext();
        channel = context.channel();
        promise = new VoidChannelPromise(channel, false);
        channel.config().setWriteBufferWaterMark(WATER);
        channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        context.pipeline().addBefore(context.name(), "writability", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext changed) {
                if (!closed) {
                    if (channel.isWritable()) {
                        heard();
                        socket.resume();
                        // Later: it may be a write in the middle of an outbox's turn that made room.
                        context.executor().execute(drained);
                    } else {
                        moved = System.nanoTime();
                        pending = Long.MAX_VALUE;
                        socket.pause();
                    }
                }
                changed.fireChannelWritabilityChanged();
            }
        });
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void write(ByteBuf frame) {
        if (closed || socket.isClosed()) {
            frame.release();
            return;
        }
        context.write(frame, promise);
        if (!channel.isWritable()) {
            // A burst within one turn is no slow terminal: what the socket takes at once leaves room.
            context.flush();
        }
        if (!flushing) {
            flushing = true;
            context.executor().execute(() -> {
                flushing = false;
                context.flush();
            });
        }
    }

    /** Sends one text frame, after all that were written before. */
    void send(String text) {
        write(TextFrame.of(text));
    }

    /** Asks whether it is still there. */
    void ping() {
        if (writable() && !socket.isClosed()) {
            socket.writePing(PING);
        }
    }

    void close(CloseCode code) {
        if (!closed) {
            closed = true;
            context.flush();
            socket.resume();
            StrictWebSocket.close(socket, code);
        }
    }

    /** Something came. */
    void heard() {
        heard = System.nanoTime();
    }

    /** How long nothing came; zero while it is the hub that does not read. */
    Duration silence() {
        return writable() ? Duration.ofNanos(System.nanoTime() - heard) : Duration.ZERO;
    }

    /** How long it has taken nothing at all of what waits in its channel; zero while there is room. */
    Duration deafness() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (writable() || buffer == null) {
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        long left = buffer.totalPendingWriteBytes() - buffer.currentProgress();
        if (left < pending) {
            pending = left;
            moved = now;
        }
        return Duration.ofNanos(now - moved);
    }
}
