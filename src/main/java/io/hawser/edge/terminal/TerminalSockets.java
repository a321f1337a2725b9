package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.hawser.edge.Peer;
import io.hawser.edge.SocketEndpoint;
import io.hawser.edge.socket.TimingWheel;
import io.hawser.fanout.SubscriptionIndex;
import io.hawser.fanout.VertxLoop;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * All terminal sockets of one edge, on its event loop: {@code /ws/terminal}. It has one consumer of each bus message for all of
 * them, one index, one wheel for their heartbeats.
 */
public final class TerminalSockets implements SocketEndpoint {
    /** As fine as heartbeats are kept; a second for the default. */
    private static final int TICKS_A_HEARTBEAT = 30;

    private static final long LONGEST_TICK = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TerminalNode node;
    private final Set<TerminalSocket> all = new HashSet<>();
    private final Map<UserId, Set<TerminalSocket>> byUser = new HashMap<>();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private @Nullable Loop loop;
    private @Nullable Promise<Void> stopping;
    private int channels;
    private int writes;

    /** @param node shared by all edges of the node */
    public TerminalSockets(TerminalNode node) {
        this.node = node;
    }

    /** What there is once it has started. */
    private record Loop(
            Vertx vertx,
            ContextInternal context,
            SubscriptionIndex index,
            TimingWheel<TerminalSocket> wheel,
            FlushTurn turn,
            long timer) {}

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
        Context context = vertx.getOrCreateContext();
        ContextInternal internal = (ContextInternal) context;
        Bus bus = node.bus();
        SubscriptionIndex index = new SubscriptionIndex(
                node.log(), new VertxLoop(vertx), bus::publish, node.settings().fanout());
        subscriptions.add(bus.onChange(index::change));
        subscriptions.add(bus.onViewers(index::viewers));
        subscriptions.add(bus.onAccessChanged(this::accessChanged));
        subscriptions.add(bus.onDeviceChanged(this::deviceChanged));
        subscriptions.add(bus.onSessionEnded(this::sessionEnded));
        TerminalSettings settings = node.settings();
        long tick = Math.max(
                10,
                Math.min(
                        LONGEST_TICK,
                        Math.min(
                                settings.heartbeat().toMillis() / TICKS_A_HEARTBEAT,
                                settings.greeting().toMillis() / 10)));
        TimingWheel<TerminalSocket> wheel =
                new TimingWheel<>(Duration.ofMillis(tick), settings.greeting().plus(settings.heartbeat()), this::visit);
        long timer = vertx.setPeriodic(tick, id -> wheel.advance());
        loop = new Loop(vertx, internal, index, wheel, new FlushTurn(internal.nettyEventLoop()), timer);
        return Future.succeededFuture();
    }

    @Override
    public void connected(ServerWebSocket socket, Peer peer) {
        ChannelHandlerContext vertx = ((WebSocketInternal) socket).channelHandlerContext();
        TerminalSocket terminal = new TerminalSocket(this, peer);
        terminal.on(TerminalWire.take(vertx, terminal, loop().turn()));
        all.add(terminal);
        channels++;
        vertx.channel()
                .closeFuture()
                .addListener(closed -> run(() -> {
                    channels--;
                    settle();
                }));
        if (stopping == null) {
            loop().wheel().schedule(terminal, terminal.visited());
        } else {
            terminal.drain(jitter());
        }
    }

    /** Tells every terminal that the hub restarts and when to come back; done when they are gone, or after a moment. */
    @Override
    public Future<Void> stop() {
        Promise<Void> gone = Promise.promise();
        stopping = gone;
        List.copyOf(all).forEach(terminal -> terminal.drain(jitter()));
        settle();
        Loop running = loop();
        long late = running.vertx().setTimer(PATIENCE.toMillis(), id -> gone.tryComplete());
        return gone.future().onComplete(done -> {
            running.vertx().cancelTimer(late);
            running.vertx().cancelTimer(running.timer());
            subscriptions.forEach(Bus.Subscription::close);
        });
    }

    /** How many sockets there are on this edge. */
    public int size() {
        return all.size();
    }

    TerminalNode node() {
        return node;
    }

    SubscriptionIndex index() {
        return loop().index();
    }

    /** Runs something on the context of this edge; the caller is on its thread, but perhaps not in it. */
    void run(Runnable action) {
        loop().context().emit(action, Runnable::run);
    }

    /** Runs something on this edge; the caller may be on any thread. */
    void runLater(Runnable action) {
        loop().context().runOnContext(v -> action.run());
    }

    /** The terminal is this user's from now on. */
    void belongs(TerminalSocket terminal, UserId user) {
        byUser.computeIfAbsent(user, id -> new HashSet<>(2)).add(terminal);
    }

    void gone(TerminalSocket terminal, @Nullable UserId user) {
        all.remove(terminal);
        Set<TerminalSocket> others = user == null ? null : byUser.get(user);
        if (user != null && others != null) {
            others.remove(terminal);
            if (others.isEmpty()) {
                byUser.remove(user);
            }
        }
    }

    /** A terminal's last word to the stores is on its way. */
    void writing() {
        writes++;
    }

    void written() {
        writes--;
        settle();
    }

    private void settle() {
        Promise<Void> waiting = stopping;
        if (waiting != null && channels == 0 && writes == 0) {
            waiting.tryComplete();
        }
    }

    private Loop loop() {
        Loop running = loop;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private void visit(TerminalSocket terminal) {
        long next = terminal.visited();
        if (next > 0) {
            loop().wheel().schedule(terminal, next);
        }
    }

    private void accessChanged(AccessChanged changed) {
        Set<TerminalSocket> terminals = byUser.get(changed.user());
        if (terminals != null) {
            List.copyOf(terminals).forEach(terminal -> terminal.accessChanged(changed));
        }
    }

    /** It may have another name now, or be gone: those who see it by their office alone are not told otherwise. */
    private void deviceChanged(DeviceChanged changed) {
        DeviceId device = changed.device();
        if (!index().isWatched(device)) {
            return;
        }
        for (TerminalSocket terminal : List.copyOf(all)) {
            if (terminal.watches(device)) {
                terminal.deviceChanged(device);
            }
        }
    }

    private void sessionEnded(SessionEnded ended) {
        if (ended instanceof SessionEnded.OfUser user) {
            Set<TerminalSocket> terminals = byUser.get(user.user());
            if (terminals != null) {
                List.copyOf(terminals).forEach(terminal -> terminal.loginEnded(user.reason()));
            }
        } else if (ended instanceof SessionEnded.OfUserSession login) {
            for (TerminalSocket terminal : List.copyOf(all)) {
                if (terminal.isOf(login.session())) {
                    terminal.loginEnded(login.reason());
                }
            }
        } else if (ended instanceof SessionEnded.OfTerminal session) {
            for (TerminalSocket terminal : List.copyOf(all)) {
                if (terminal.has(session.session())) {
                    terminal.ended(session.reason());
                }
            }
        }
    }

    /** When to come back: spread, so that not all do at once. */
    static Duration jitter() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(500, 3_000));
    }
}
