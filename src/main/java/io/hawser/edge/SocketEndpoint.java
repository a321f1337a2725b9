package io.hawser.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;

/**
 * What serves the sockets of one path. Each edge has its own instance and calls it on its own context only, so that it needs no
 * locks. The edge has checked origin, subprotocol and the address's limit before a socket comes here.
 */
public interface SocketEndpoint {
    /** {@code /ws/device}. */
    String path();

    /** Whether browsers connect here, so that the page's origin is checked. */
    boolean fromBrowsers();

    /** Before the edge listens. */
    default Future<Void> start(Vertx vertx) {
        return Future.succeededFuture();
    }

    /** A socket has opened; frames arrive once this has returned, so set the handlers before. */
    void connected(ServerWebSocket socket, Peer peer);

    /** The edge stops: says good-bye and closes all sockets. */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
