package io.hawser.edge.terminal;

import io.hawser.domain.Failure;
import io.hawser.edge.socket.StrictWebSocket;
import io.hawser.edge.socket.Uptake;
import io.hawser.fanout.Outlet;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.MessageHead;
import io.hawser.protocol.TextFrame;
import io.hawser.session.Carried;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The wire of one terminal. Frames that are encoded already go straight to its channel and are flushed once a turn of the event
 * loop; while the channel is full the terminal is read no further either. On its event loop only.
 *
 * <p>A terminal that stops reading costs less than 1 MiB: what the kernel keeps (128 KiB and a segment), what the channel does (128 KiB
 * and the frame that filled it), what waits in the outbox (256 KiB) and what was read from logs for it (128 KiB and one
 * snapshot), and the frames of one read of its own.
 */
final class TerminalLink implements Outlet {
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    /** The kernel takes twice this. Left alone it would take up to 4 MiB of a terminal that does not read. */
    private static final int SEND_BUFFER = 64 * 1024;

    /** What is shared goes in pieces of about this. */
    private static final int LARGEST_BUNDLE = 32 * 1024;

    private static final Buffer PING = Buffer.buffer(0);

    private final ServerWebSocket socket;
    private final ChannelHandlerContext context;
    /** Where what is encoded already goes out: past all handlers that encode. */
    private final ChannelHandlerContext out;

    private final boolean encrypted;

    private final Channel channel;
    private final ChannelPromise promise;
    private final Turn turn;
    private final LongSupplier nanos;
    private final Uptake uptake;
    private @Nullable Bundle bundle;
    private boolean flushing;
    private boolean closed;
    private boolean held;
    private long heard;
    private long received;
    private long sent;

    /** What the owner of the wire is told. */
    interface Owner {
        /**
         * Whether one more frame may come; one that may not is thrown away.
         *
         * @param head of its message, read only where it is thrown away
         */
        boolean admits(Supplier<MessageHead> head);

        /** The channel is full. */
        void filled();

        /** The terminal takes frames again. */
        void drained();
    }

    TerminalLink(ServerWebSocket socket, Turn turn, LongSupplier nanos, Owner owner) {
        this.socket = socket;
        this.turn = turn;
        this.nanos = nanos;
        context = ((WebSocketInternal) socket).channelHandlerContext();
        channel = context.channel();
        promise = new VoidChannelPromise(channel, false);
        uptake = new Uptake(channel, nanos);
        heard = nanos.getAsLong();
        channel.config().setWriteBufferWaterMark(WATER);
        channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        context.pipeline().addBefore(context.name(), "terminal", new Gate(owner));
        encrypted = context.pipeline().get(SslHandler.class) != null;
        out = encrypted ? behindTls(context.pipeline()) : context.pipeline().firstContext();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void write(ByteBuf frame) {
        putBundle();
        put(frame);
        flushLater();
    }

    @Override
    public void share(ByteBuf frame) {
        if (closed) {
            return;
        }
        Bundle longer = (bundle == null ? turn.empty() : bundle).and(frame);
        bundle = longer;
        if (longer.size() >= LARGEST_BUNDLE) {
            putBundle();
        }
        flushLater();
    }

    /** The turn is over: what was written in it goes. */
    void turned() {
        flushing = false;
        putBundle();
        out.flush();
    }

    /** Sends one text frame, after all that were written before. */
    void send(String text) {
        write(TextFrame.of(text));
    }

    /** Reads no further until {@link #release}: what came meanwhile is read then. */
    void hold() {
        held = true;
        socket.pause();
    }

    /** Reads on. */
    void release() {
        held = false;
        heard();
        if (writable()) {
            socket.resume();
        }
    }

    /** Asks whether it is still there. */
    void ping() {
        if (writable() && !socket.isClosed()) {
            socket.writePing(PING);
        }
    }

    void close(CloseCode code) {
        if (!closed) {
            putBundle();
            closed = true;
            out.flush();
            socket.resume();
            StrictWebSocket.close(socket, code);
        }
    }

    /** How long nothing came. While something waits for it that does not count: its answer to a ping may be far behind that. */
    Duration silence() {
        excuse();
        return Duration.ofNanos(nanos.getAsLong() - heard);
    }

    /** Whether something waits that the kernel has no room for. */
    boolean isBehind() {
        return uptake.waiting() > 0;
    }

    /** How long it has taken nothing at all of what waits; zero when nothing does. */
    Duration deafness() {
        excuse();
        return uptake.stuck();
    }

    /** About how many bytes it keeps, with those that the kernel may. */
    long kept() {
        Integer kernel = channel.config().getOption(ChannelOption.SO_SNDBUF);
        return uptake.waiting() + (kernel == null ? 0 : kernel);
    }

    /** What went over it since this was last asked: messages that came, frames that went. */
    Carried carried() {
        Carried carried = new Carried(received, sent);
        received = 0;
        sent = 0;
        return carried;
    }

    /** Where what is written next meets the encryption. */
    private static ChannelHandlerContext behindTls(ChannelPipeline pipeline) {
        List<String> names = pipeline.names();
        String tls = pipeline.context(SslHandler.class).name();
        return pipeline.context(names.get(names.indexOf(tls) + 1));
    }

    private void putBundle() {
        Bundle whole = bundle;
        if (whole != null) {
            bundle = null;
            put(whole.bytes());
        }
    }

    private void put(ByteBuf bytes) {
        if (closed || socket.isClosed()) {
            bytes.release();
            return;
        }
        sent += bytes.readableBytes();
        // What others are written as well must not be filled up, as the encryption does with small buffers that have
        // room.
        out.write(encrypted ? bytes.asReadOnly() : bytes, promise);
        if (!channel.isWritable()) {
            // A burst within one turn is no slow terminal: what the socket takes at once leaves room.
            out.flush();
        }
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            if (turn.add(this)) {
                context.executor().execute(turn::end);
            }
        }
    }

    private void excuse() {
        if (isBehind()) {
            heard();
        }
    }

    private void heard() {
        heard = nanos.getAsLong();
    }

    /** Where frames come in and the channel says whether it takes more. */
    private final class Gate extends ChannelInboundHandlerAdapter {
        private final Owner owner;

        Gate(Owner owner) {
            this.owner = owner;
        }

        @Override
        public void channelRead(ChannelHandlerContext from, Object message) {
            heard();
            if (message instanceof TextWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
                received += ((WebSocketFrame) message).content().readableBytes();
            }
            if (message instanceof CloseWebSocketFrame || (!closed && owner.admits(() -> head(message)))) {
                from.fireChannelRead(message);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        /** What can be told of a message that is not taken in; nothing of one that comes in several frames. */
        private MessageHead head(Object message) {
            if (message instanceof TextWebSocketFrame frame && frame.isFinalFragment()) {
                try {
                    return MessageHead.of(JsonText.object(frame.text()));
                } catch (Failure unreadable) {
                    return MessageHead.NONE;
                }
            }
            return MessageHead.NONE;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext changed) {
            if (!closed) {
                if (channel.isWritable()) {
                    heard();
                    if (!held) {
                        socket.resume();
                    }
                    // Later: it may be a write in the middle of an outbox's turn that made room.
                    context.executor().execute(owner::drained);
                } else {
                    socket.pause();
                    owner.filled();
                }
            }
            changed.fireChannelWritabilityChanged();
        }
    }
}
