package io.hawser.edge;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.edge.socket.StrictWebSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a socket: whatever is not to be let in hears so in plain HTTP, before the upgrade. It stands beside the router, not
 * in it, because a socket that came through the router is wrapped and hides its channel.
 */
final class SocketMount {
    static final String SUBPROTOCOL = "hawser.v1";

    private static final Logger LOG = LoggerFactory.getLogger(SocketMount.class);
    private static final Duration ADDRESS_FULL = Duration.ofSeconds(30);

    private final SocketEndpoint endpoint;
    private final EdgeNode node;
    private final Origins origins;

    SocketMount(SocketEndpoint endpoint, EdgeNode node) {
        this.endpoint = endpoint;
        this.node = node;
        origins = new Origins(node.settings().origins());
    }

    String path() {
        return endpoint.path();
    }

    Future<Void> start(Vertx vertx) {
        return endpoint.start(vertx);
    }

    Future<Void> stop() {
        return endpoint.stop();
    }

    /** Upgrades the request, or throws why not: a {@link Failure} or {@link HttpFailure}. */
    void enter(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            throw HttpFailure.methodNotAllowed("GET");
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            throw HttpFailure.upgradeRequired();
        }
        if (endpoint.fromBrowsers() && !origins.allow(request)) {
            throw Failure.forbidden("Pages of this origin may not connect here.");
        }
        if (!speaksOurs(request)) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "Only the subprotocol " + SUBPROTOCOL + " is spoken here.");
        }
        Peer peer = node.peers().of(request);
        ConnectionLimits.Slot slot = node.addresses()
                .take(peer.address())
                .orElseThrow(() ->
                        Failure.of(ErrorCode.RATE_LIMITED, "Too many connections from this address.", ADDRESS_FULL));
        upgrade(request, peer, slot);
    }

    private void upgrade(HttpServerRequest request, Peer peer, ConnectionLimits.Slot slot) {
        request.toWebSocket().onComplete(upgraded -> {
            if (upgraded.failed()) {
                slot.release();
                LOG.atDebug()
                        .setCause(upgraded.cause())
                        .addKeyValue("address", peer.address())
                        .log("a handshake failed");
                return;
            }
            ServerWebSocket socket =
                    StrictWebSocket.guard(upgraded.result(), node.settings().frame());
            Channel channel = channel(socket);
            channel.closeFuture().addListener(closed -> slot.release());
            withoutIdleTimeout(channel);
            withoutHeaders(request);
            LOG.atDebug()
                    .addKeyValue("path", endpoint.path())
                    .addKeyValue("address", peer.address())
                    .log("socket opened");
            endpoint.connected(socket, peer);
        });
    }

    /** A client that offers no subprotocol is taken as one of ours. */
    private static boolean speaksOurs(HttpServerRequest request) {
        List<String> offers = request.headers().getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::trim)
                .filter(offer -> !offer.isEmpty())
                .toList();
        return offers.isEmpty() || offers.contains(SUBPROTOCOL);
    }

    private static Channel channel(ServerWebSocket socket) {
        ChannelHandlerContext context = ((WebSocketInternal) socket).channelHandlerContext();
        return context.channel();
    }

    /** The socket keeps its request as long as it lives, and nobody asks for the headers any more. */
    private static void withoutHeaders(HttpServerRequest request) {
        request.headers().clear();
        request.response().headers().clear();
    }

    /** A socket has its own heartbeat, which may be slower than the patience with an idle HTTP connection. */
    private static void withoutIdleTimeout(Channel channel) {
        if (channel.pipeline().get("idle") != null) {
            channel.pipeline().remove("idle");
        }
    }
}
