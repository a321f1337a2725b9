package io.hawser.edge.terminal;

import io.hawser.edge.socket.StrictWebSocket;
import io.hawser.fanout.Outlet;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.TextFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire of one terminal, in the place of Vert.x' own frame handling: every frame that goes out takes this one way, in order, and
 * is flushed once a turn of the loop; every frame that comes in is a sign of life. Bounds what a peer that does not read can
 * make the hub keep, replies and pongs included. On the loop of its channel only.
 */
final class TerminalWire extends ChannelInboundHandlerAdapter implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalWire.class);
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    /** More than this in the socket, and the peer is not read until it has taken it: it makes nothing but more replies. */
    private static final int FULL = 256 * 1024;

    /** What the kernel may keep; it takes twice as much for itself. */
    private static final int KERNEL = 128 * 1024;

    private static final long FAREWELL_MILLIS = 2_000;
    private static final ByteBuf PING =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeByte(0x89).writeByte(0));

    private final Side side;
    private final FlushTurn turn;
    private ChannelHandlerContext context;
    private final VoidChannelPromise ignored;
    private long heard = System.nanoTime();
    private long stuckSince;
    private int stuckAt;
    private boolean stuck;
    private boolean written;
    private boolean held;
    private boolean full;
    private boolean closing;
    private @Nullable ByteBuf owedPong;

    /** What the hub's side of the wire is told. */
    interface Side {
        /** A message. */
        void received(String text);

        /** A message that is no text. */
        void receivedBinary();

        /** Whether a ping may be answered, as far as its rate goes. */
        boolean mayPing();

        /** It is writable again. */
        void drained();

        /** It takes and brings nothing any more, by whichever side's will. Told once. */
        void closed();
    }

    private TerminalWire(ChannelHandlerContext before, Side side, FlushTurn turn) {
        this.side = side;
        this.turn = turn;
        context = before;
        ignored = new VoidChannelPromise(before.channel(), false);
    }

    /** Takes the place of the handler that the context is for. */
    static TerminalWire take(ChannelHandlerContext vertx, Side side, FlushTurn turn) {
        TerminalWire wire = new TerminalWire(vertx, side, turn);
        vertx.channel().config().setWriteBufferWaterMark(WATER);
        vertx.channel().config().setOption(ChannelOption.SO_SNDBUF, KERNEL);
        vertx.pipeline().addBefore(vertx.name(), "terminal", wire);
        return wire;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public boolean writable() {
        return !closing && context.channel().isWritable();
    }

    @Override
    public void write(ByteBuf frame) {
        if (closing || !context.channel().isActive()) {
            frame.release();
            return;
        }
        context.write(frame, ignored);
        if (!written) {
            written = true;
            turn.add(this);
        }
        if (!context.channel().isWritable()) {
            flush();
            fill();
        }
    }

    void send(String text) {
        write(TextFrame.of(text));
    }

    void ping() {
        write(PING.retainedDuplicate());
    }

    void flush() {
        if (written) {
            written = false;
            context.flush();
        }
    }

    /** Reads nothing for now, or again. */
    void hold(boolean hold) {
        held = hold;
        reading();
    }

    /** How long nothing came; zero while it is the hub that does not read. */
    Duration silence() {
        return held || full ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - heard);
    }

    /** How long the socket has taken nothing of what is in it, as far as earlier calls saw. */
    Duration deafness() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (buffer == null || buffer.current() == null) {
            stuck = false;
            return Duration.ZERO;
        }
        int at = System.identityHashCode(buffer.current()) * 31 + Long.hashCode(buffer.currentProgress());
        if (!stuck || at != stuckAt) {
            stuck = true;
            stuckAt = at;
            stuckSince = System.nanoTime();
        }
        return Duration.ofNanos(System.nanoTime() - stuckSince);
    }

    /** Sends the close frame after all before it; the connection is gone shortly after, read or not. */
    void close(CloseCode code) {
        if (closing) {
            return;
        }
        closing = true;
        context.writeAndFlush(new CloseWebSocketFrame(code.number(), ""));
        full = false;
        held = false;
        context.channel().config().setAutoRead(true);
        closeSoon();
        side.closed();
    }

    private void closeSoon() {
        context.executor().schedule(() -> context.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        heard = System.nanoTime();
        try {
            if (message instanceof CloseWebSocketFrame close) {
                closed(close);
            } else if (closing) {
                return;
            } else if (message instanceof TextWebSocketFrame text) {
                side.received(text.content().toString(StandardCharsets.UTF_8));
            } else if (message instanceof BinaryWebSocketFrame) {
                side.receivedBinary();
            } else if (message instanceof PingWebSocketFrame ping) {
                pong(ping);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            from.executor().execute(this::drained);
        }
        from.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event == StrictWebSocket.REFUSED && !closing) {
            closing = true;
            side.closed();
        }
        from.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        forgetPong();
        if (!closing) {
            closing = true;
            side.closed();
        }
        from.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.atWarn().setCause(cause).log("a terminal's socket failed");
        }
        from.close();
    }

    private void closed(WebSocketFrame close) {
        if (closing) {
            context.close();
            return;
        }
        closing = true;
        context.writeAndFlush(new CloseWebSocketFrame(true, 0, close.content().retain()))
                .addListener(sent -> context.close());
        closeSoon();
        side.closed();
    }

    private void pong(PingWebSocketFrame ping) {
        if (!side.mayPing()) {
            return;
        }
        forgetPong();
        owedPong = ping.content().copy();
        if (writable()) {
            payPong();
        }
    }

    /** A peer that does not read is owed one pong at the most: the newest ping is the one to be answered. */
    private void payPong() {
        ByteBuf payload = owedPong;
        owedPong = null;
        if (payload != null) {
            ByteBuf frame = Unpooled.buffer(2 + payload.readableBytes())
                    .writeByte(0x8A)
                    .writeByte(payload.readableBytes())
                    .writeBytes(payload);
            payload.release();
            write(frame);
        }
    }

    private void forgetPong() {
        ByteBuf payload = owedPong;
        owedPong = null;
        if (payload != null) {
            payload.release();
        }
    }

    private void drained() {
        if (closing) {
            return;
        }
        full = false;
        reading();
        payPong();
        side.drained();
    }

    private void fill() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (!full && buffer != null && buffer.totalPendingWriteBytes() > FULL) {
            full = true;
            reading();
        }
    }

    private void reading() {
        boolean read = !held && !full;
        if (context.channel().config().isAutoRead() != read) {
            heard = System.nanoTime();
            context.channel().config().setAutoRead(read);
        }
    }
}
