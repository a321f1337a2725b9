package io.hawser.edge.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.AccessChanged;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.edge.ConnectionLimits;
import io.hawser.edge.Peer;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.protocol.ByeFrame;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.ErrorFrame;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One terminal's connection, from its hello to its close. On its edge's event loop only, but for {@link #superseded}. */
final class TerminalSocket implements TerminalWire.Side {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSocket.class);
    private static final int BAD_MESSAGES = 3;
    private static final int MOST_EARLY = 64;
    private static final Duration USER_FULL = Duration.ofSeconds(30);
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(5);
    private static final Duration STUCK_VISIT = Duration.ofSeconds(1);

    private final TerminalSockets sockets;
    private final Peer peer;
    private final TokenBucket bucket;
    private final TokenBucket patience;
    private @Nullable TerminalWire wire;
    private Phase phase = Phase.GREETING;
    private @Nullable Principal principal;
    private ConnectionLimits.@Nullable Slot slot;
    private @Nullable TerminalOpening opening;
    private @Nullable Subscriptions subscriptions;
    private @Nullable CommandQueue commands;
    private @Nullable Deque<String> early;
    private boolean renewing;
    private int badInARow;
    private final long connected = System.nanoTime();
    private long pinged = connected;

    TerminalSocket(TerminalSockets sockets, Peer peer) {
        this.sockets = sockets;
        this.peer = peer;
        TerminalSettings settings = sockets.node().settings();
        long now = System.nanoTime();
        bucket = new TokenBucket(settings.rate(), settings.burst(), now);
        patience = new TokenBucket(settings.rate(), settings.burst(), now);
    }

    /** Where a connection is in its life. */
    private enum Phase {
        GREETING,
        OPENING,
        OPEN,
        CLOSED
    }

    void on(TerminalWire taken) {
        wire = taken;
    }

    // What the wire tells.

    @Override
    public void received(String text) {
        sockets.run(() -> message(text));
    }

    @Override
    public void receivedBinary() {
        sockets.run(() -> {
            error(null, Failure.of(ErrorCode.BAD_MESSAGE, "A message is a text frame with one JSON object."));
            close(CloseCode.BAD_MESSAGES);
        });
    }

    @Override
    public boolean mayPing() {
        return bucket.take(System.nanoTime());
    }

    @Override
    public void drained() {
        Subscriptions following = subscriptions;
        if (following != null) {
            sockets.run(following::drained);
        }
    }

    @Override
    public void closed() {
        sockets.run(this::leave);
    }

    // What the edge tells.

    /** Looks at what time has brought; returns after how many milliseconds to look again, 0 for never. */
    long visited() {
        TerminalSettings settings = sockets.node().settings();
        Principal who = principal;
        if (phase == Phase.CLOSED) {
            return 0;
        }
        if (phase == Phase.GREETING) {
            long left = settings.greeting()
                    .minusNanos(System.nanoTime() - connected)
                    .toMillis();
            if (left <= 0) {
                error(null, Failure.unauthenticated("No hello came in time."));
                close(CloseCode.SILENT);
            }
            return Math.max(0, Math.min(left, LONGEST_VISIT.toMillis()));
        }
        long untilExpiry = Long.MAX_VALUE;
        if (who != null && !renewing) {
            untilExpiry = who.expires().toEpochMilli() - sockets.node().clock().millis();
            if (untilExpiry <= 0) {
                error(null, Failure.of(ErrorCode.TOKEN_EXPIRED, "The access token has expired."));
                close(CloseCode.UNAUTHENTICATED);
                return 0;
            }
        }
        Duration heartbeat = settings.heartbeat();
        if (wire().silence().compareTo(heartbeat.multipliedBy(3).dividedBy(2)) >= 0) {
            close(CloseCode.SILENT);
            return 0;
        }
        Duration deafness = wire().deafness();
        if (deafness.compareTo(settings.deaf()) >= 0) {
            LOG.atInfo().addKeyValue("session", session()).log("terminal reads nothing");
            close(CloseCode.TOO_FAST_OR_DEAF);
            return 0;
        }
        if (System.nanoTime() - pinged >= heartbeat.toNanos()) {
            pinged = System.nanoTime();
            if (wire().writable()) {
                wire().ping();
            }
        }
        Duration next = deafness.isZero() ? least(LONGEST_VISIT, heartbeat.dividedBy(4)) : STUCK_VISIT;
        next = least(next, settings.deaf().dividedBy(4));
        return Math.max(1, Math.min(untilExpiry, next.toMillis()));
    }

    /** The hub goes down in order. */
    void drain(Duration retryAfter) {
        wire().send(ByeFrame.of("RESTART", retryAfter));
        close(CloseCode.RESTART);
    }

    /** Another connection has this session now. Safe from any thread. */
    void superseded() {
        sockets.runLater(() -> bye(EndReason.SUPERSEDED, CloseCode.SUPERSEDED));
    }

    void ended(EndReason reason) {
        bye(reason, CloseCode.ENDED);
    }

    void loginEnded(EndReason reason) {
        bye(reason, CloseCode.UNAUTHENTICATED);
    }

    void accessChanged(AccessChanged changed) {
        if (subscriptions != null) {
            subscriptions.accessChanged(changed);
        }
    }

    void deviceChanged(DeviceId device) {
        if (subscriptions != null) {
            subscriptions.deviceChanged(device);
        }
    }

    boolean watches(DeviceId device) {
        return subscriptions != null && subscriptions.watches(device);
    }

    boolean isOf(SessionId login) {
        return principal != null && principal.login().equals(login);
    }

    boolean has(SessionId session) {
        return opening != null && opening.session().equals(session);
    }

    // What its parts ask of it.

    TerminalNode node() {
        return sockets.node();
    }

    TerminalWire wire() {
        TerminalWire taken = wire;
        if (taken == null) {
            throw new IllegalStateException("no wire yet");
        }
        return taken;
    }

    /** Whose it is; only once it is open. */
    Principal principal() {
        Principal who = principal;
        if (who == null) {
            throw new IllegalStateException("no hello yet");
        }
        return who;
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    void send(String frame) {
        wire().send(frame);
    }

    void error(@Nullable String re, Throwable cause) {
        send(ErrorFrame.of(re, null, told(cause)));
    }

    // Messages.

    private void message(String text) {
        if (phase == Phase.CLOSED || !withinRate(text)) {
            return;
        }
        if (phase == Phase.OPENING) {
            wait(text);
            return;
        }
        ObjectNode node;
        try {
            node = JsonText.object(text);
        } catch (Failure failure) {
            if (failure.code() == ErrorCode.BAD_MESSAGE) {
                error(null, failure);
                close(CloseCode.BAD_MESSAGES);
            } else {
                bad(null, failure);
            }
            return;
        }
        String id = id(node);
        TerminalMessage message;
        try {
            message = TerminalMessage.read(node);
        } catch (Failure failure) {
            bad(id, failure);
            return;
        }
        badInARow = 0;
        handle(message, id);
    }

    private void handle(TerminalMessage message, @Nullable String id) {
        if (message instanceof TerminalMessage.Hello hello) {
            if (phase == Phase.GREETING) {
                hello(hello, id);
            } else {
                bad(id, Failure.of(ErrorCode.BAD_MESSAGE, "A connection says \"hello\" once."));
            }
        } else if (phase != Phase.OPEN) {
            error(id, Failure.unauthenticated("The first message is \"hello\"."));
            close(CloseCode.UNAUTHENTICATED);
        } else if (message instanceof TerminalMessage.Subscribe subscribe) {
            subscriptions().subscribe(id, subscribe);
        } else if (message instanceof TerminalMessage.Unsubscribe unsubscribe) {
            subscriptions().unsubscribe(id, unsubscribe.subscription());
        } else if (message instanceof TerminalMessage.Command command) {
            commands().submit(id, command);
        } else if (message instanceof TerminalMessage.Auth auth) {
            auth(auth, id);
        } else if (message instanceof TerminalMessage.Ping) {
            send(TerminalFrames.pong(id, node().clock().instant()));
        }
    }

    private boolean withinRate(String text) {
        long now = System.nanoTime();
        if (bucket.take(now)) {
            return true;
        }
        if (patience.take(now)) {
            String id = null;
            try {
                id = id(JsonText.object(text));
            } catch (Failure unreadable) {
                LOG.atTrace().log("too fast, and not readable");
            }
            error(id, Failure.of(ErrorCode.RATE_LIMITED, "Too many messages.", Duration.ofSeconds(1)));
        } else {
            LOG.atInfo().addKeyValue("session", session()).log("terminal does not slow down");
            close(CloseCode.TOO_FAST_OR_DEAF);
        }
        return false;
    }

    /** What comes before the welcome is answered after it. */
    private void wait(String text) {
        Deque<String> waiting = early;
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
            early = waiting;
        }
        if (waiting.size() < MOST_EARLY) {
            waiting.add(text);
        } else {
            close(CloseCode.TOO_FAST_OR_DEAF);
        }
    }

    private void bad(@Nullable String id, Failure failure) {
        error(id, failure);
        badInARow++;
        if (badInARow >= BAD_MESSAGES) {
            close(CloseCode.BAD_MESSAGES);
        }
    }

    // Who it is.

    private void hello(TerminalMessage.Hello hello, @Nullable String id) {
        phase = Phase.OPENING;
        wire().hold(true);
        node().authenticate(hello.token())
                .compose(who -> phase == Phase.CLOSED
                        ? Future.<Optional<String>>succeededFuture(Optional.empty())
                        : open(who, hello.resume()))
                .onComplete(result -> {
                    if (result.succeeded()) {
                        result.result().ifPresent(this::welcome);
                    } else {
                        refuse(id, told(result.cause()));
                    }
                });
    }

    /** The resume token for the welcome; empty when the connection is over meanwhile. */
    private Future<Optional<String>> open(Principal who, @Nullable String resume) {
        UserId user = who.user().id();
        Optional<ConnectionLimits.Slot> taken = node().users().take(user.value());
        if (taken.isEmpty()) {
            return Future.failedFuture(
                    Failure.of(ErrorCode.RATE_LIMITED, "Too many connections of this user.", USER_FULL));
        }
        slot = taken.get();
        principal = who;
        // From now on the end of the log-in reaches this socket.
        sockets.belongs(this, user);
        String token = Secret.random();
        TerminalHello hello = new TerminalHello(
                node().ids().session(),
                who.login(),
                user,
                resume == null ? null : Secret.hash(resume),
                Secret.hash(token),
                node().settings().ttl(),
                peer.address(),
                peer.client());
        return node().sessions().openTerminal(hello, node().clock().instant()).map(opened -> {
            opening = opened;
            if (phase == Phase.CLOSED) {
                store(opened);
                return Optional.empty();
            }
            return Optional.of(token);
        });
    }

    private void welcome(String token) {
        TerminalOpening opened = opening;
        if (phase != Phase.OPENING || opened == null) {
            return;
        }
        phase = Phase.OPEN;
        node().opened(opened.session(), this);
        if (opened.replayed()) {
            LOG.atWarn()
                    .addKeyValue("user", principal().user().id())
                    .log("a terminal showed a spent resume token: its session is over");
        }
        TerminalSettings settings = node().settings();
        send(TerminalFrames.welcome(
                opened.session(),
                token,
                opened.resumed(),
                principal().user(),
                settings.heartbeat(),
                new TerminalFrames.Limits(settings.frame(), settings.subscriptions(), settings.inflight()),
                node().clock().instant()));
        LOG.atInfo()
                .addKeyValue("user", principal().user().id())
                .addKeyValue("session", opened.session())
                .addKeyValue("resumed", opened.resumed())
                .log("terminal connected");
        Deque<String> waiting = early;
        early = null;
        wire().hold(false);
        if (waiting != null) {
            waiting.forEach(this::answerEarly);
        }
    }

    private void answerEarly(String text) {
        if (phase == Phase.OPEN) {
            message(text);
        }
    }

    private void refuse(@Nullable String id, Failure failure) {
        if (phase == Phase.CLOSED) {
            return;
        }
        error(id, failure);
        switch (failure.code()) {
            case UNAUTHENTICATED, TOKEN_EXPIRED -> close(CloseCode.UNAUTHENTICATED);
            case RATE_LIMITED -> close(CloseCode.TOO_FAST_OR_DEAF);
            default -> {
                send(ByeFrame.of(failure.code().name(), TerminalSockets.jitter()));
                close(CloseCode.RESTART);
            }
        }
    }

    private void auth(TerminalMessage.Auth auth, @Nullable String id) {
        renewing = true;
        node().authenticate(auth.token()).onComplete(result -> {
            renewing = false;
            if (phase != Phase.OPEN) {
                return;
            }
            if (result.failed()) {
                error(id, result.cause());
                return;
            }
            Principal newer = result.result();
            User user = newer.user();
            if (user.id().equals(principal().user().id())) {
                principal = newer;
                send(TerminalFrames.authenticated(id, newer.expires()));
            } else {
                error(id, Failure.forbidden("The token is another user's."));
                close(CloseCode.FORBIDDEN);
            }
        });
    }

    // The end.

    private void bye(EndReason reason, CloseCode code) {
        if (phase != Phase.CLOSED) {
            send(ByeFrame.of(reason.name(), Duration.ZERO));
            close(code);
        }
    }

    private void close(CloseCode code) {
        wire().close(code);
    }

    private void leave() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        early = null;
        if (subscriptions != null) {
            subscriptions.close();
        }
        if (slot != null) {
            slot.release();
        }
        sockets.gone(this, principal == null ? null : principal.user().id());
        TerminalOpening opened = opening;
        if (opened != null) {
            node().closed(opened.session(), this);
            LOG.atInfo().addKeyValue("session", opened.session()).log("terminal gone");
            store(opened);
        }
    }

    private void store(TerminalOpening opened) {
        sockets.writing();
        node().sessions()
                .closeTerminal(
                        opened.session(), opened.connection(), node().clock().instant())
                .onFailure(cause -> LOG.atWarn()
                        .setCause(cause)
                        .addKeyValue("session", opened.session())
                        .log("the end of a terminal's connection was not stored"))
                .onComplete(done -> sockets.written());
    }

    private Subscriptions subscriptions() {
        Subscriptions following = subscriptions;
        if (following == null) {
            following = new Subscriptions(this, sockets.index());
            subscriptions = following;
        }
        return following;
    }

    private CommandQueue commands() {
        CommandQueue queue = commands;
        if (queue == null) {
            queue = new CommandQueue(this);
            commands = queue;
        }
        return queue;
    }

    private String session() {
        return opening == null ? "" : opening.session().value();
    }

    private static Failure told(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        LOG.atError().setCause(cause).log("a terminal's request failed");
        return Failure.of(ErrorCode.INTERNAL, "Something went wrong in the hub.");
    }

    private static @Nullable String id(ObjectNode node) {
        JsonNode id = node.get("id");
        return id != null && id.isTextual() && id.asText().length() <= 64 ? id.asText() : null;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
