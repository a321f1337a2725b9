package io.hawser.edge.socket;

import io.hawser.protocol.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The rules of RFC 6455 that stock Vert.x is lax about: what is not UTF-8 closes 1007, what is too large 1009, what breaks the
 * framing 1002; fragments arrive as one message, whatever their sizes. All of it on the event loop of the socket.
 */
public final class StrictWebSocket {
    /** The user event that later handlers of the pipeline hear when the close frame for a violation is sent: nothing follows it. */
    public static final Object REFUSED = new Object();

    private static final Duration FAREWELL = Duration.ofSeconds(4);

    private StrictWebSocket() {}

    /**
     * Guards a socket whose handshake has just been made, before anything of it was read.
     *
     * @param messageBytes the largest message, however many fragments it comes in
     */
    public static ServerWebSocket guard(ServerWebSocket socket, int messageBytes) {
        ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
        context.pipeline().addBefore(context.name(), "strict", new StrictFrames(messageBytes));
        return socket;
    }

    /**
     * Closes for good: the close frame is sent, and whether the peer answers it, or even reads it, or not, the connection is
     * gone shortly after. {@link ServerWebSocket#close} alone waits forever for a peer that reads nothing.
     */
    public static void close(ServerWebSocket socket, CloseCode code) {
        ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
        if (!socket.isClosed()) {
            socket.close(code.number());
        }
        if (context.channel().isOpen()) {
            context.executor().schedule(() -> context.close(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
