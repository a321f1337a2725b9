package io.hawser.edge.terminal;

import io.hawser.edge.Peer;
import io.hawser.edge.SocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code /ws/terminal} of one edge. */
public final class TerminalEndpoint implements SocketEndpoint {
    private final TerminalServices services;
    private final TerminalSettings settings;
    private final LongSupplier nanos;
    private @Nullable TerminalSockets sockets;

    public TerminalEndpoint(TerminalServices services, TerminalSettings settings) {
        this(services, settings, System::nanoTime);
    }

    /** @param nanos monotonic time */
    TerminalEndpoint(TerminalServices services, TerminalSettings settings, LongSupplier nanos) {
        this.services = services;
        this.settings = settings;
        this.nanos = nanos;
    }

    /** The sockets of the edge that has started it; none before. */
    @Nullable TerminalSockets sockets() {
        return sockets;
    }

    @Override
    public String path() {
        return "/ws/terminal";
    }

    @Override
    public boolean fromBrowsers() {
        return true;
    }

    @Override
    public Future<Void> start(Vertx vertx) {
        sockets = new TerminalSockets(vertx, services, settings, nanos);
        return Future.succeededFuture();
    }

    @Override
    public void connected(ServerWebSocket socket, Peer peer) {
        TerminalSockets started = sockets;
        if (started != null) {
            started.accept(socket, peer);
        }
    }

    @Override
    public Future<Void> stop() {
        TerminalSockets started = sockets;
        if (started != null) {
            started.drain();
            started.close();
        }
        return Future.succeededFuture();
    }
}
