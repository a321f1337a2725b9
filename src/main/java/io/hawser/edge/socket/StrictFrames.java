package io.hawser.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets only whole, valid messages and control frames pass. After a violation the close frame is sent, then the end of all that
 * is sent; what still comes is thrown away until the peer closes too or two seconds are over: closing at once, with bytes
 * unread, would make the peer's kernel discard the close frame.
 *
 * <p>What passes is in memory of its own, not of the pool: frames that wait at a socket that is paused when it closes are let go of without
 * being released (Vert.x 5.0.12, {@code VertxConnection.pending}), and who breaks links at the right moment would drain the pool.
 */
final class StrictFrames extends ChannelInboundHandlerAdapter {
    private static final long FAREWELL_MILLIS = 2_000;

    private final int messageBytes;
    private @Nullable ByteBuf fragments;
    private boolean text;
    private boolean over;

    StrictFrames(int messageBytes) {
        this.messageBytes = messageBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            boolean answered = message instanceof CloseWebSocketFrame;
            ReferenceCountUtil.release(message);
            if (answered) {
                context.close();
            }
        } else if (message instanceof WebSocketFrame frame && frame.rsv() != 0) {
            frame.release();
            fail(context, WebSocketCloseStatus.PROTOCOL_ERROR, "No extension was agreed on.");
        } else if (message instanceof TextWebSocketFrame
                || message instanceof BinaryWebSocketFrame
                || message instanceof ContinuationWebSocketFrame) {
            data(context, (WebSocketFrame) message);
        } else if (message instanceof WebSocketFrame control) {
            ByteBuf content = Unpooled.copiedBuffer(control.content());
            context.fireChannelRead(control.replace(content));
            control.release();
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable violation = cause.getCause() == null ? cause : cause.getCause();
        if (violation instanceof CorruptedWebSocketFrameException corrupted) {
            fail(context, corrupted.closeStatus(), corrupted.getMessage());
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void data(ChannelHandlerContext context, WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            text = frame instanceof TextWebSocketFrame;
        }
        int before = fragments == null ? 0 : fragments.readableBytes();
        if (before + content.readableBytes() > messageBytes) {
            frame.release();
            fail(context, WebSocketCloseStatus.MESSAGE_TOO_BIG, "A message has at most " + messageBytes + " bytes.");
        } else if (frame.isFinalFragment()) {
            whole(context, frame);
        } else {
            keep(frame);
        }
    }

    private void keep(WebSocketFrame frame) {
        ByteBuf kept = fragments;
        if (kept == null) {
            kept = Unpooled.buffer(frame.content().readableBytes());
            fragments = kept;
        }
        kept.writeBytes(frame.content());
        frame.release();
    }

    private void whole(ChannelHandlerContext context, WebSocketFrame last) {
        keep(last);
        ByteBuf message = Objects.requireNonNull(fragments);
        fragments = null;
        if (!text) {
            context.fireChannelRead(new BinaryWebSocketFrame(message));
        } else if (ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
            context.fireChannelRead(new TextWebSocketFrame(message));
        } else {
            message.release();
            fail(context, WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "A message is UTF-8.");
        }
    }

    private void fail(ChannelHandlerContext context, WebSocketCloseStatus status, @Nullable String reason) {
        if (over) {
            return;
        }
        over = true;
        forget();
        context.fireUserEventTriggered(StrictWebSocket.REFUSED);
        context.writeAndFlush(new CloseWebSocketFrame(status.code(), reason == null ? status.reasonText() : reason))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
                .addListener(written -> endOutput(context.channel()));
        context.executor().schedule(() -> context.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void endOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    private void forget() {
        ByteBuf kept = fragments;
        fragments = null;
        if (kept != null) {
            kept.release();
        }
    }
}
