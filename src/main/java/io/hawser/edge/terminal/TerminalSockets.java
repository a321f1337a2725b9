package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.hawser.edge.Peer;
import io.hawser.edge.socket.Handle;
import io.hawser.edge.socket.Spread;
import io.hawser.edge.socket.TimingWheel;
import io.hawser.fanout.FanoutSettings;
import io.hawser.fanout.SubscriptionIndex;
import io.hawser.fanout.VertxLoop;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.protocol.CloseCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All terminal sockets of one event loop, with their index of who watches what. Created and used on that loop only. */
final class TerminalSockets {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSockets.class);
    private static final int TICKS_A_HEARTBEAT = 60;
    private static final int LOOKS = 30;

    private final Vertx vertx;
    private final TerminalServices services;
    private final TerminalSettings settings;
    private final TerminalGreeter greeter;
    private final SubscriptionIndex index;
    private final Turn turn = new Turn();
    private final Map<TerminalSocket, Handle<TerminalSocket>> all = new HashMap<>();
    private final Map<SessionId, TerminalSocket> bySession = new HashMap<>();
    private final Map<UserId, Set<TerminalSocket>> byUser = new HashMap<>();
    private final Revocations revocations = new Revocations();
    private final Endings endings = new Endings();
    private final TimingWheel<Runnable> wheel;
    private final LongSupplier nanos;
    private final long look;
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private final long timer;

    /** @param nanos monotonic time, by which silence, deafness and rates are measured */
    TerminalSockets(Vertx vertx, TerminalServices services, TerminalSettings settings, LongSupplier nanos) {
        this.vertx = vertx;
        this.services = services;
        this.settings = settings;
        this.nanos = nanos;
        greeter = new TerminalGreeter(services, settings.ttl());
        Bus bus = services.bus();
        index = new SubscriptionIndex(
                services.log(), new VertxLoop(vertx), bus::publish, bus.traffic(), FanoutSettings.defaults());
        Duration tick =
                Duration.ofMillis(Math.max(5, Math.min(500, settings.heartbeat().toMillis() / TICKS_A_HEARTBEAT)));
        Duration reach = settings.heartbeat().multipliedBy(2).plus(settings.greeting());
        wheel = new TimingWheel<>(tick, reach, Runnable::run);
        look = Math.min(1_000, settings.deaf().toMillis() / LOOKS);
        timer = vertx.setPeriodic(tick.toMillis(), id -> wheel.advance());
        subscriptions.add(bus.onChange(index::change));
        subscriptions.add(bus.onDoubted(index::doubted));
        subscriptions.add(bus.onViewers(index::viewers));
        subscriptions.add(bus.onAdjusting(index::adjusting));
        subscriptions.add(bus.onSessionEnded(this::ended));
        subscriptions.add(bus.onSessionEnded(endings::heard));
        subscriptions.add(bus.onAccessChanged(this::accessChanged));
        subscriptions.add(bus.onShareEnding(
                ending -> of(ending.to()).forEach(socket -> socket.news().shareEnding(ending.share()))));
        subscriptions.add(bus.onInvitationsChanged(
                changed -> of(changed.to()).forEach(socket -> socket.news().invitationsChanged())));
        subscriptions.add(bus.onSpaceFaulted(faulted -> faulted.people()
                .forEach(user -> of(user).forEach(socket -> socket.news().faulted(faulted.space())))));
        subscriptions.add(bus.onInboxChanged(
                changed -> of(changed.to()).forEach(socket -> socket.news().inboxChanged())));
        subscriptions.add(bus.onDeviceChanged(this::deviceChanged));
        Uncertainty uncertainty = new Uncertainty(vertx, index, new Recheck(services), all::keySet);
        subscriptions.add(bus.onDeaf(deaf -> uncertainty.begins()));
        subscriptions.add(bus.onMissed(missed -> uncertainty.ends()));
    }

    /** A terminal has connected, after the handshake. */
    void accept(ServerWebSocket webSocket, Peer peer) {
        TerminalSocket socket = new TerminalSocket(this, webSocket, peer);
        all.put(socket, new Handle<>(socket));
        webSocket.textMessageHandler(socket::received);
        webSocket.binaryMessageHandler(bytes -> socket.receivedBinary());
        webSocket.closeHandler(closed -> socket.leave());
        webSocket.exceptionHandler(cause -> LOG.atDebug().setCause(cause).log("a terminal's socket failed"));
        later(socket, this::expect, settings.greeting().toMillis());
    }

    /** Tells every terminal that the hub restarts. */
    void drain() {
        List.copyOf(all.keySet()).forEach(socket -> socket.drain(jitter()));
    }

    /** Stops listening; the sockets are to be drained before. */
    void close() {
        vertx.cancelTimer(timer);
        subscriptions.forEach(Bus.Subscription::close);
    }

    TerminalServices services() {
        return services;
    }

    TerminalSettings settings() {
        return settings;
    }

    TerminalGreeter greeter() {
        return greeter;
    }

    Revocations revocations() {
        return revocations;
    }

    Endings endings() {
        return endings;
    }

    Turn turn() {
        return turn;
    }

    /** Monotonic time. */
    LongSupplier nanos() {
        return nanos;
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /** About how many bytes the one terminal keeps that keeps the most. */
    long mostKept() {
        return all.keySet().stream().mapToLong(TerminalSocket::kept).max().orElse(0);
    }

    SubscriptionIndex index() {
        return index;
    }

    /** When to come back: spread, so that not all do at once. */
    Duration jitter() {
        return Spread.within(settings.spread());
    }

    /** The terminal has its session; another connection that had it is over, on whichever edge it is. */
    void opened(TerminalSocket socket, TerminalSession session, TerminalOpening opening) {
        TerminalSocket other = bySession.get(session.id());
        TerminalSession present = other == null ? null : other.session();
        if (other != null && present != null) {
            boolean newer = present.connection() > session.connection();
            (newer ? socket : other).ended(EndReason.SUPERSEDED);
            if (newer) {
                return;
            }
        }
        bySession.put(session.id(), socket);
        byUser.computeIfAbsent(session.principal().user().id(), id -> new HashSet<>(2))
                .add(socket);
        visitAfter(socket, settings.heartbeat().toMillis());
        tookOver(opening);
        SessionId spent = opening.ended();
        if (spent != null) {
            LOG.atWarn()
                    .addKeyValue("user", session.principal().user().id())
                    .addKeyValue("session", spent)
                    .addKeyValue("address", socket.address())
                    .log("a spent resume token was shown: the terminal's session is over");
            services.bus().publish(new SessionEnded.OfTerminal(spent, EndReason.TOKEN_REPLAY));
        }
    }

    /** Tells a connection that had the session before that it is over, also when the one that took it has gone meanwhile. */
    void tookOver(TerminalOpening opening) {
        if (opening.resumed()) {
            services.bus()
                    .publish(
                            new SessionEnded.OfTerminal(opening.session(), opening.connection(), EndReason.SUPERSEDED));
        }
    }

    void gone(TerminalSocket socket) {
        Handle<TerminalSocket> handle = all.remove(socket);
        if (handle != null) {
            handle.release();
        }
        TerminalSession session = socket.session();
        if (session != null) {
            LOG.atInfo()
                    .addKeyValue("session", session.id())
                    .addKeyValue("user", session.principal().user().id())
                    .log("terminal disconnected");
            bySession.remove(session.id(), socket);
            byUser.computeIfPresent(session.principal().user().id(), (id, sockets) -> {
                sockets.remove(socket);
                return sockets.isEmpty() ? null : sockets;
            });
        }
    }

    private List<TerminalSocket> of(UserId user) {
        return List.copyOf(byUser.getOrDefault(user, Set.of()));
    }

    /** Something is over, and with it whoever of these lives on it. */
    void ended(SessionEnded ended) {
        if (ended instanceof SessionEnded.OfTerminal end) {
            TerminalSocket socket = bySession.get(end.session());
            TerminalSession session = socket == null ? null : socket.session();
            if (socket != null && session != null && session.connection() < end.connection()) {
                socket.ended(end.reason());
            }
        } else if (ended instanceof SessionEnded.OfUser end) {
            of(end.user()).forEach(socket -> socket.loggedOut(end.reason()));
        } else if (ended instanceof SessionEnded.OfUserSession end) {
            for (TerminalSocket socket : List.copyOf(all.keySet())) {
                TerminalSession session = socket.session();
                if (session != null && session.principal().login().equals(end.session())) {
                    socket.loggedOut(end.reason());
                }
            }
        }
    }

    private void accessChanged(AccessChanged changed) {
        revocations.changed(changed);
        of(changed.user()).forEach(socket -> socket.accessChanged(changed));
    }

    private void deviceChanged(DeviceChanged changed) {
        if (index.isWatched(changed.device())) {
            services.devices()
                    .find(changed.device())
                    .onSuccess(device -> index.describe(device.id(), device.name(), device.model()))
                    .onFailure(cause -> {
                        if (cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND) {
                            List.copyOf(all.keySet()).forEach(socket -> socket.deviceRemoved(changed.device()));
                        }
                    });
        }
    }

    /** Looks again and again whether the terminal takes anything of what waits for it, until nothing does. */
    void behind(TerminalSocket socket) {
        if (socket.isClosed()) {
            return;
        }
        if (socket.link().deafness().compareTo(settings.deaf()) >= 0) {
            socket.close(CloseCode.TOO_FAST_OR_DEAF);
        } else if (socket.link().isBehind()) {
            later(socket, this::behind, look);
        } else {
            socket.caughtUp();
        }
    }

    /** It must have said hello by now, and not be silent while that is decided. */
    private void expect(TerminalSocket socket) {
        if (!socket.isClosed() && socket.session() == null) {
            if (!socket.isGreeted() || isSilent(socket)) {
                socket.close(CloseCode.SILENT);
            } else {
                later(socket, this::expect, settings.heartbeat().toMillis());
            }
        }
    }

    private void visitAfter(TerminalSocket socket, long millis) {
        later(socket, this::visit, millis);
    }

    /** Does something with the socket after a while, if it is still there. */
    void later(TerminalSocket socket, Consumer<TerminalSocket> what, long millis) {
        Handle<TerminalSocket> handle = all.get(socket);
        if (handle != null) {
            wheel.schedule(() -> handle.ifHeld(what), millis);
        }
    }

    private void visit(TerminalSocket socket) {
        if (socket.isClosed()) {
            return;
        }
        long next = Math.min(settings.heartbeat().toMillis(), untilExpiry(socket));
        if (isSilent(socket)) {
            socket.close(CloseCode.SILENT);
        } else if (next <= 0) {
            socket.tokenExpired();
        } else {
            socket.tellCarried();
            if (socket.link().isBehind()) {
                socket.filled();
            } else {
                socket.link().ping();
            }
            visitAfter(socket, next);
        }
    }

    private boolean isSilent(TerminalSocket socket) {
        Duration limit = settings.heartbeat().multipliedBy(3).dividedBy(2);
        return socket.link().silence().compareTo(limit) >= 0;
    }

    private long untilExpiry(TerminalSocket socket) {
        TerminalSession session = socket.session();
        return session == null
                ? Long.MAX_VALUE
                : session.principal().expires().toEpochMilli()
                        - services.clock().millis();
    }
}
