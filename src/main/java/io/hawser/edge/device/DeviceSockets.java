package io.hawser.edge.device;

import io.hawser.bus.Bus;
import io.hawser.bus.Downlink;
import io.hawser.bus.Forgotten;
import io.hawser.bus.SessionEnded;
import io.hawser.bus.Traffic;
import io.hawser.command.CommandService;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.edge.socket.Handle;
import io.hawser.edge.socket.Spread;
import io.hawser.edge.socket.Turnstile;
import io.hawser.session.Connection;
import io.hawser.session.LiveConnections;
import io.hawser.session.SessionService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All device sockets of one event loop: finds the one that a downlink is for. Created and used on that loop only.
 */
public final class DeviceSockets {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSockets.class);

    /** How many hellos are decided at once: what others say waits behind these at the most. */
    private static final int HELLOS = 32;

    private static final short BROKEN = 1006;

    private final Vertx vertx;
    private final Context context;
    private final Greeter greeter;
    private final Traffic traffic;
    private final SessionService sessions;
    private final CommandService commands;
    private final LiveConnections live;
    private final DeviceSettings settings;
    private final Clock clock;

    private final Turnstile hellos = new Turnstile(HELLOS);
    private final Map<DeviceSocket, Handle<DeviceSocket>> all = new HashMap<>();
    private final Map<DeviceId, DeviceSocket> open = new HashMap<>();
    private final Map<DeviceId, Early> early = new HashMap<>();
    private final DeviceVisits visits;
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private final long timer;

    public DeviceSockets(
            Vertx vertx,
            Bus bus,
            Greeter greeter,
            SessionService sessions,
            CommandService commands,
            LiveConnections live,
            DeviceSettings settings,
            Clock clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.greeter = greeter;
        this.traffic = bus.traffic();
        this.sessions = sessions;
        this.commands = commands;
        this.live = live;
        this.settings = settings;
        this.clock = clock;
        visits = new DeviceVisits(sessions, settings, clock);
        timer = vertx.setPeriodic(visits.tick().toMillis(), id -> visits.advance());
        subscriptions.add(bus.onDownlink(this::deliver));
        subscriptions.add(bus.onSessionEnded(this::ended));
        subscriptions.add(bus.onForgotten(this::forgotten));
    }

    /** A device has connected, after the handshake. */
    public void accept(ServerWebSocket webSocket, String address) {
        DeviceLink link = new DeviceLink(webSocket, address);
        DeviceSocket socket = new DeviceSocket(this, link);
        Handle<DeviceSocket> handle = new Handle<>(socket);
        all.put(socket, handle);
        webSocket.frameHandler(frame -> link.heard());
        webSocket.textMessageHandler(text -> {
            if (!link.withinRate(settings.rate()) && link.hold(DeviceLink.Hold.RATE)) {
                vertx.setTimer(1_000, id -> link.release(DeviceLink.Hold.RATE));
            }
            link.received(text);
            socket.received(text);
        });
        webSocket.binaryMessageHandler(bytes -> socket.receivedBinary());
        webSocket.closeHandler(closed -> socket.gone(isBroken(webSocket.closeStatusCode())));
        webSocket.exceptionHandler(cause -> LOG.atDebug().setCause(cause).log("a device's socket failed"));
        visits.arrived(handle);
    }

    /** Tells every device that the hub restarts; done when what they said is stored. */
    public Future<Void> drain() {
        List<Future<?>> stored = new ArrayList<>();
        for (DeviceSocket socket : List.copyOf(all.keySet())) {
            stored.add(socket.drain(jitter()));
        }
        return Future.join(stored).mapEmpty();
    }

    /** Stops watching; the sockets are to be drained before. */
    public void close() {
        vertx.cancelTimer(timer);
        subscriptions.forEach(Bus.Subscription::close);
    }

    /** How many sockets this loop holds. */
    public int size() {
        return all.size();
    }

    /** What a new connection says on its way to the store. */
    Uplinks uplinks(DeviceLink link, Uplinks.Fate fate) {
        return new Uplinks(vertx, context, sessions, commands, link, settings.window(), traffic, fate);
    }

    Traffic traffic() {
        return traffic;
    }

    Greeter greeter() {
        return greeter;
    }

    /** Where hellos wait for their turn. */
    Turnstile hellos() {
        return hellos;
    }

    SessionService sessions() {
        return sessions;
    }

    DeviceSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    /** When to come back: spread, so that not all do at once. */
    Duration jitter() {
        return Spread.within(settings.spread());
    }

    /** From now on, what is meant for the device is kept until this socket knows which connection it is. */
    void opening(DeviceSocket socket) {
        DeviceId device = socket.device();
        if (device != null) {
            early.computeIfAbsent(device, id -> new Early()).sockets.add(socket);
        }
    }

    void opened(DeviceSocket socket, Connection connection) {
        DeviceSocket older = open.put(connection.device(), socket);
        live.add(connection);
        Handle<DeviceSocket> handle = all.get(socket);
        if (handle != null) {
            visits.greeted(handle, socket.heartbeat());
        }
        if (older != null && older != socket) {
            retire(older, connection);
        }
        Early kept = early.get(connection.device());
        if (kept != null) {
            kept.downlinks.forEach(this::deliverNow);
            kept.ends.forEach(this::ended);
            settled(connection.device(), socket);
        }
        LOG.atInfo()
                .addKeyValue("device", connection.device())
                .addKeyValue("epoch", connection.epoch())
                .addKeyValue("connection", connection.number())
                .log("device connected");
    }

    void gone(DeviceSocket socket) {
        Handle<DeviceSocket> handle = all.remove(socket);
        if (handle != null) {
            handle.release();
        }
        DeviceId device = socket.device();
        Connection connection = socket.connection();
        if (connection != null) {
            live.remove(connection);
            LOG.atInfo()
                    .addKeyValue("device", connection.device())
                    .addKeyValue("epoch", connection.epoch())
                    .addKeyValue("connection", connection.number())
                    .log("device disconnected");
        }
        if (device != null) {
            open.remove(device, socket);
            settled(device, socket);
        }
    }

    private void retire(DeviceSocket older, Connection by) {
        Connection connection = older.connection();
        if (connection != null && isOlder(connection, by.epoch(), by.number())) {
            older.ended(EndReason.SUPERSEDED);
        }
    }

    private void settled(DeviceId device, DeviceSocket socket) {
        Early kept = early.get(device);
        if (kept != null && kept.sockets.remove(socket) && kept.sockets.isEmpty()) {
            early.remove(device);
        }
    }

    private void deliver(Downlink downlink) {
        Early kept = early.get(downlink.device());
        if (kept != null) {
            kept.downlinks.add(downlink);
        }
        deliverNow(downlink);
    }

    private void deliverNow(Downlink downlink) {
        DeviceSocket socket = open.get(downlink.device());
        Connection connection = socket == null ? null : socket.connection();
        if (socket != null
                && connection != null
                && connection.epoch() == downlink.epoch()
                && connection.number() == downlink.connection()) {
            socket.deliver(downlink.message());
        }
    }

    private void ended(SessionEnded ended) {
        if (ended instanceof SessionEnded.OfDevice end) {
            Early kept = early.get(end.device());
            if (kept != null && end.epoch() != Long.MAX_VALUE && !kept.ends.contains(end)) {
                kept.ends.add(end);
            }
            DeviceSocket socket = open.get(end.device());
            Connection connection = socket == null ? null : socket.connection();
            if (socket != null && connection != null && isOlder(connection, end.epoch(), end.connection())) {
                socket.ended(end.reason());
            }
        }
    }

    private void forgotten(Forgotten forgotten) {
        DeviceSocket socket = open.get(forgotten.device());
        Connection connection = socket == null ? null : socket.connection();
        if (socket != null
                && connection != null
                && connection.epoch() == forgotten.epoch()
                && connection.number() == forgotten.connection()) {
            socket.forgotten();
        }
    }

    /** No close frame has come: none at all, or what stands for none (RFC 6455, 7.4.1). */
    private static boolean isBroken(@Nullable Short closeStatus) {
        return closeStatus == null || closeStatus == BROKEN;
    }

    private static boolean isOlder(Connection connection, long epoch, long number) {
        return connection.epoch() < epoch || (connection.epoch() == epoch && connection.number() < number);
    }

    /** What came for a device while its hello was being decided. */
    private static final class Early {
        private final List<Downlink> downlinks = new ArrayList<>();
        private final List<SessionEnded.OfDevice> ends = new ArrayList<>();
        private final Set<DeviceSocket> sockets = new HashSet<>();
    }
}
