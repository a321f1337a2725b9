package io.hawser.edge.device;

import io.hawser.bus.Bus;
import io.hawser.command.CommandService;
import io.hawser.edge.Peer;
import io.hawser.edge.SocketEndpoint;
import io.hawser.session.LiveConnections;
import io.hawser.session.SessionService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** {@code /ws/device} of one edge. */
public final class DeviceEndpoint implements SocketEndpoint {
    private final Bus bus;
    private final Greeter greeter;
    private final SessionService sessions;
    private final CommandService commands;
    private final LiveConnections live;
    private final DeviceSettings settings;
    private final Clock clock;
    private @Nullable DeviceSockets sockets;

    public DeviceEndpoint(
            Bus bus,
            Greeter greeter,
            SessionService sessions,
            CommandService commands,
            LiveConnections live,
            DeviceSettings settings,
            Clock clock) {
        this.bus = bus;
        this.greeter = greeter;
        this.sessions = sessions;
        this.commands = commands;
        this.live = live;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String path() {
        return "/ws/device";
    }

    @Override
    public boolean fromBrowsers() {
        return false;
    }

    @Override
    public Future<Void> start(Vertx vertx) {
        sockets = new DeviceSockets(vertx, bus, greeter, sessions, commands, live, settings, clock);
        return Future.succeededFuture();
    }

    @Override
    public void connected(ServerWebSocket socket, Peer peer) {
        DeviceSockets started = sockets;
        if (started != null) {
            started.accept(socket, peer.address());
        }
    }

    @Override
    public Future<Void> stop() {
        DeviceSockets started = sockets;
        if (started == null) {
            return Future.succeededFuture();
        }
        return started.drain().onComplete(drained -> started.close());
    }
}
