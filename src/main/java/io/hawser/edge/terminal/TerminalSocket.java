package io.hawser.edge.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.AccessChanged;
import io.hawser.command.CommandStore.Submission;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Secret;
import io.hawser.domain.Via;
import io.hawser.edge.ConnectionLimits;
import io.hawser.edge.Peer;
import io.hawser.fanout.Outbox;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.protocol.ByeFrame;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.ErrorFrame;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One terminal's connection, from its hello to its close. On its event loop only. */
final class TerminalSocket implements TerminalLink.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSocket.class);
    private static final int BAD_MESSAGES = 3;

    private final TerminalSockets sockets;
    private final TerminalLink link;
    private final Peer peer;
    private boolean greeted;
    private boolean closed;
    private boolean confirmed;
    private boolean behind;
    private int badInARow;
    private int inflight;
    private long second;
    private int inSecond;
    private @Nullable Principal principal;
    private @Nullable TerminalOpening session;
    private @Nullable Outbox outbox;
    private @Nullable Subscriptions subscriptions;
    private ConnectionLimits.@Nullable Slot slot;

    TerminalSocket(TerminalSockets sockets, ServerWebSocket socket, Peer peer) {
        this.sockets = sockets;
        this.link = new TerminalLink(socket, sockets.turn(), sockets.nanos(), this);
        this.peer = peer;
    }

    TerminalLink link() {
        return link;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable Principal principal() {
        return principal;
    }

    @Nullable TerminalOpening session() {
        return session;
    }

    boolean isGreeted() {
        return greeted;
    }

    /** When its token ends; never before it is known. */
    Instant expires() {
        Principal known = principal;
        return known == null ? Instant.MAX : known.expires();
    }

    /** One text frame has come. */
    void received(String text) {
        if (closed) {
            return;
        }
        confirm();
        ObjectNode node;
        try {
            node = JsonText.object(text);
        } catch (Failure failure) {
            if (failure.code() == ErrorCode.BAD_MESSAGE) {
                tell(null, failure);
                close(CloseCode.BAD_MESSAGES, null, Duration.ZERO);
            } else {
                bad(null, failure);
            }
            return;
        }
        TerminalMessage message;
        try {
            message = TerminalMessage.read(node);
        } catch (Failure failure) {
            bad(id(node), failure);
            return;
        }
        badInARow = 0;
        try {
            handle(message, id(node));
        } catch (Failure failure) {
            tell(id(node), failure);
        }
    }

    /** A binary frame, which the protocol does not have. */
    void receivedBinary() {
        bad(null, Failure.of(ErrorCode.BAD_MESSAGE, "A message is a text frame."));
    }

    @Override
    public boolean admits() {
        return !closed && withinRate();
    }

    @Override
    public void filled() {
        if (!behind) {
            behind = true;
            sockets.behind(this);
        }
    }

    @Override
    public void drained() {
        Outbox waiting = outbox;
        if (waiting != null) {
            waiting.drained();
        }
    }

    /** Nothing waits in its channel any more. */
    void caughtUp() {
        behind = false;
    }

    /** About how many bytes it keeps. */
    long kept() {
        return link.kept() + (outbox == null ? 0 : outbox.waitingBytes());
    }

    /** The log-in that it lives on is over. */
    void loggedOut(EndReason reason) {
        close(CloseCode.UNAUTHENTICATED, reason.name(), Duration.ZERO);
    }

    /** Its own session is over. */
    void ended(EndReason reason) {
        CloseCode code = reason == EndReason.SUPERSEDED ? CloseCode.SUPERSEDED : CloseCode.ENDED;
        close(code, reason.name(), Duration.ZERO);
    }

    /** What its user may do with a device has changed. */
    void accessChanged(AccessChanged changed) {
        Subscriptions present = subscriptions;
        if (present != null) {
            present.accessChanged(changed);
        }
    }

    /** Its token has ended and no newer one came. */
    void tokenExpired() {
        tell(null, Failure.of(ErrorCode.TOKEN_EXPIRED, "The access token has ended."));
        close(CloseCode.UNAUTHENTICATED, null, Duration.ZERO);
    }

    /** Nothing was heard for too long. */
    void silent() {
        close(CloseCode.SILENT, null, Duration.ZERO);
    }

    /** It takes nothing of what is sent. */
    void deaf() {
        close(CloseCode.TOO_FAST_OR_DEAF, null, Duration.ZERO);
    }

    /** The hub goes down in order. */
    void drain(Duration retryAfter) {
        close(CloseCode.RESTART, "RESTART", retryAfter);
    }

    /** The socket is closed, by whichever side. */
    void closed() {
        leave();
    }

    private void handle(TerminalMessage message, @Nullable String id) {
        Principal known = principal;
        Subscriptions present = subscriptions;
        if (message instanceof TerminalMessage.Hello hello) {
            if (greeted) {
                throw Failure.of(ErrorCode.BAD_MESSAGE, "A connection says \"hello\" once.");
            }
            greeted = true;
            hello(hello, id);
        } else if (known == null || present == null) {
            tell(id, Failure.unauthenticated("The first message is \"hello\"."));
            close(CloseCode.UNAUTHENTICATED, null, Duration.ZERO);
        } else if (message instanceof TerminalMessage.Subscribe wish) {
            answer(present.subscribe(wish, id), id);
        } else if (message instanceof TerminalMessage.Unsubscribe wish) {
            present.unsubscribe(wish.subscription(), id);
        } else if (message instanceof TerminalMessage.Command command) {
            command(known, command, id);
        } else if (message instanceof TerminalMessage.Auth auth) {
            answer(auth(known, auth, id), id);
        } else if (message instanceof TerminalMessage.Ping) {
            link.send(TerminalFrames.pong(id, sockets.services().clock().instant()));
        }
    }

    private void hello(TerminalMessage.Hello hello, @Nullable String id) {
        TerminalServices services = sockets.services();
        String token = Secret.random();
        // A client may send on without waiting for the welcome; what it sends is read after it.
        link.hold();
        services.identity()
                .authenticate(hello.token())
                .compose(user -> {
                    Optional<ConnectionLimits.Slot> taken =
                            services.users().take(user.user().id().value());
                    if (taken.isEmpty()) {
                        return Future.failedFuture(Failure.of(
                                ErrorCode.RATE_LIMITED, "Too many connections of this user.", Duration.ofSeconds(30)));
                    }
                    slot = taken.get();
                    String resume = hello.resume();
                    return services.sessions()
                            .openTerminal(
                                    new TerminalHello(
                                            services.ids().session(),
                                            user.login(),
                                            user.user().id(),
                                            resume == null ? null : Secret.hash(resume),
                                            Secret.hash(token),
                                            sockets.settings().ttl(),
                                            peer.address(),
                                            peer.client()),
                                    services.clock().instant())
                            .map(opening -> welcome(user, opening, token));
                })
                .onFailure(cause -> refuse(cause, id));
    }

    private TerminalOpening welcome(Principal user, TerminalOpening opening, String token) {
        session = opening;
        principal = user;
        if (closed) {
            leaveSession();
            return opening;
        }
        Outbox made = sockets.index().outbox(link, user.user().id(), user.user().name());
        outbox = made;
        subscriptions = new Subscriptions(
                sockets.services(), sockets.settings(), link, made, user.user(), sockets.revocations());
        sockets.opened(this, user, opening);
        TerminalSettings settings = sockets.settings();
        link.send(TerminalFrames.welcome(
                opening.session(),
                token,
                opening.resumed(),
                user.user(),
                settings.heartbeat(),
                new TerminalFrames.Limits(settings.frame(), settings.subscriptions(), settings.inflight()),
                sockets.services().clock().instant()));
        LOG.atInfo()
                .addKeyValue("session", opening.session())
                .addKeyValue("user", user.user().id())
                .addKeyValue("resumed", opening.resumed())
                .log("terminal connected");
        link.release();
        return opening;
    }

    private void refuse(Throwable cause, @Nullable String id) {
        Failure failure = accident(cause);
        tell(id, failure);
        switch (failure.code()) {
            case UNAUTHENTICATED, TOKEN_EXPIRED -> close(CloseCode.UNAUTHENTICATED, null, Duration.ZERO);
            case FORBIDDEN -> close(CloseCode.FORBIDDEN, null, Duration.ZERO);
            case RATE_LIMITED -> close(CloseCode.TOO_FAST_OR_DEAF, null, Duration.ZERO);
            default -> close(CloseCode.RESTART, "UNAVAILABLE", sockets.jitter());
        }
    }

    private Future<Void> auth(Principal known, TerminalMessage.Auth auth, @Nullable String id) {
        return sockets.services().identity().authenticate(auth.token()).map(newer -> {
            if (!newer.user().id().equals(known.user().id())) {
                tell(id, Failure.forbidden("The token is another user's."));
                close(CloseCode.FORBIDDEN, null, Duration.ZERO);
                return null;
            }
            principal = newer;
            link.send(TerminalFrames.authenticated(id, newer.expires()));
            return null;
        });
    }

    private void command(Principal known, TerminalMessage.Command wish, @Nullable String id) {
        if (inflight >= sockets.settings().inflight()) {
            throw Failure.of(
                    ErrorCode.RATE_LIMITED,
                    "At most " + sockets.settings().inflight() + " commands may be in flight.",
                    Duration.ofMillis(100));
        }
        inflight++;
        TerminalServices services = sockets.services();
        Duration ttl = wish.ttl();
        Future<Void> done = services.access()
                .require(known.user(), wish.device(), Need.COMMAND)
                .compose(access -> services.devices().find(wish.device()))
                .compose(device -> {
                    services.models().checkCommand(device.model(), wish.name(), wish.args());
                    return services.commands()
                            .submit(Submission.of(
                                    services.ids().command(),
                                    wish.device(),
                                    wish.name(),
                                    wish.args(),
                                    known.actor(Via.PANEL),
                                    known.user().id(),
                                    wish.key(),
                                    ttl == null ? sockets.settings().commandTtl() : ttl,
                                    wish.queue(),
                                    wish.ifRevision()));
                })
                .map(submitted -> {
                    link.send(TerminalFrames.command(id, submitted.command()));
                    return (Void) null;
                })
                .onComplete(over -> inflight--);
        answer(done, id);
    }

    private void answer(Future<Void> outcome, @Nullable String id) {
        outcome.onFailure(cause -> tell(id, accident(cause)));
    }

    private void confirm() {
        TerminalOpening open = session;
        if (!confirmed && open != null) {
            confirmed = true;
            sockets.services()
                    .sessions()
                    .confirmTerminal(open.session(), open.connection())
                    .onFailure(cause -> confirmed = false);
        }
    }

    /** Above the rate a message is answered with an error; who goes on at twice the rate is cut off. */
    private boolean withinRate() {
        long now = sockets.nanos().getAsLong() / 1_000_000_000L;
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        inSecond++;
        int rate = sockets.settings().rate();
        if (inSecond <= rate) {
            return true;
        }
        tell(
                null,
                Failure.of(ErrorCode.RATE_LIMITED, "At most " + rate + " messages a second.", Duration.ofSeconds(1)));
        if (inSecond > 2 * rate) {
            close(CloseCode.TOO_FAST_OR_DEAF, null, Duration.ZERO);
        }
        return false;
    }

    private void bad(@Nullable String id, Failure failure) {
        tell(id, failure);
        badInARow++;
        if (badInARow >= BAD_MESSAGES) {
            close(CloseCode.BAD_MESSAGES, null, Duration.ZERO);
        }
    }

    private void tell(@Nullable String id, Failure failure) {
        link.send(ErrorFrame.of(id, null, failure));
    }

    private Failure accident(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        LOG.atError().setCause(cause).log("a terminal's message failed in the hub");
        return Failure.of(ErrorCode.INTERNAL, "The hub failed on this message.");
    }

    private void close(CloseCode code, @Nullable String bye, Duration retryAfter) {
        if (!closed) {
            if (bye != null) {
                link.send(ByeFrame.of(bye, retryAfter));
            }
            leave();
            link.close(code);
        }
    }

    private void leave() {
        if (closed) {
            return;
        }
        closed = true;
        sockets.gone(this);
        if (outbox != null) {
            outbox.close();
        }
        if (slot != null) {
            slot.release();
        }
        leaveSession();
    }

    private void leaveSession() {
        TerminalOpening open = session;
        if (open != null) {
            TerminalServices services = sockets.services();
            services.sessions()
                    .closeTerminal(
                            open.session(), open.connection(), services.clock().instant())
                    .onFailure(cause -> LOG.atDebug()
                            .addKeyValue("session", open.session())
                            .setCause(cause)
                            .log("a terminal's end waits for its session to expire"));
        }
        if (slot != null) {
            slot.release();
        }
    }

    private static @Nullable String id(ObjectNode node) {
        JsonNode id = node.get("id");
        return id != null && id.isTextual() && id.asText().length() <= 64 ? id.asText() : null;
    }
}
