package io.hawser.edge.socket;

import io.hawser.protocol.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The rules of RFC 6455 and of the contract that stock Vert.x is lax about: what is not UTF-8 closes 1007, what is too large
 * 1009, what breaks the framing 1002; fragments arrive as one message, whatever their sizes; only {@value #SUBPROTOCOL} is
 * spoken. All of it on the event loop of the socket.
 */
public final class StrictWebSocket {
    /** The only subprotocol there is; a client that offers none is taken as offering it. */
    public static final String SUBPROTOCOL = "hawser.v1";

    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private StrictWebSocket() {}

    /**
     * What the server's options must say for both sockets: no compression (it costs a factor of four and its frames can't be
     * shared), and frames of at most {@code frameBytes}.
     */
    public static HttpServerOptions prepared(HttpServerOptions options, int frameBytes) {
        return options.setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
                .setMaxWebSocketFrameSize(frameBytes)
                .setMaxWebSocketMessageSize(frameBytes)
                .setWebSocketClosingTimeout((int) FAREWELL.toSeconds());
    }

    /** Whether the request offers the subprotocol, or none at all; otherwise it is to be refused before 101. */
    public static boolean speaksOurs(HttpServerRequest request) {
        List<String> offers = request.headers().getAll(PROTOCOLS);
        return offers.isEmpty()
                || offers.stream()
                        .flatMap(line -> Arrays.stream(line.split(",")))
                        .anyMatch(offer -> offer.trim().equals(SUBPROTOCOL));
    }

    /**
     * Completes the handshake and guards the socket. Call {@link #speaksOurs} first.
     *
     * @param messageBytes the largest message, however many fragments it comes in
     */
    public static Future<ServerWebSocket> upgrade(HttpServerRequest request, int messageBytes) {
        return request.toWebSocket().map(socket -> guard(socket, messageBytes));
    }

    /** Guards a socket whose handshake has just been made, before anything of it was read. */
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
            context.executor()
                    .schedule(() -> context.close(), FAREWELL.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
