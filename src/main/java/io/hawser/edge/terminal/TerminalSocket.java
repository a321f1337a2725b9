package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.SessionEnded;
import io.hawser.bus.Traffic;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.edge.Accident;
import io.hawser.edge.Peer;
import io.hawser.edge.socket.Guarded;
import io.hawser.edge.socket.Inbox;
import io.hawser.edge.socket.PerSecond;
import io.hawser.fanout.Outbox;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.protocol.ByeFrame;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.ErrorFrame;
import io.hawser.protocol.MessageHead;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One terminal's connection, from its hello to its close. On its event loop only. */
final class TerminalSocket implements TerminalLink.Owner, Inbox.Owner<TerminalMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSocket.class);

    private final TerminalSockets sockets;
    private final Peer peer;
    private final TerminalLink link;
    private final Inbox<TerminalMessage> inbox;
    private final PerSecond pace;
    private final TerminalNews news;
    private boolean greeted;
    private boolean closed;
    private boolean adjusting;
    private boolean behind;
    private @Nullable TerminalSession session;
    private @Nullable Outbox outbox;
    private @Nullable Conversation conversation;

    TerminalSocket(TerminalSockets sockets, ServerWebSocket socket, Peer peer) {
        this.sockets = sockets;
        this.peer = peer;
        link = new TerminalLink(socket, sockets.turn(), sockets.nanos(), this);
        inbox = new Inbox<>(TerminalMessage::read, this);
        pace = new PerSecond(sockets.nanos());
        news = new TerminalNews(sockets.services(), link);
    }

    TerminalLink link() {
        return link;
    }

    /** Where it comes from. */
    String address() {
        return peer.address();
    }

    /** What it is told beside devices. */
    TerminalNews news() {
        return news;
    }

    boolean isClosed() {
        return closed;
    }

    /** Its session; none before the welcome. */
    @Nullable TerminalSession session() {
        return session;
    }

    boolean isGreeted() {
        return greeted;
    }

    /** About how many bytes it keeps. */
    long kept() {
        return link.kept() + (outbox == null ? 0 : outbox.waitingBytes());
    }

    /** Above the rate a frame is answered with an error; who goes on at twice the rate is cut off. */
    @Override
    public boolean admits(Supplier<MessageHead> head) {
        if (closed) {
            return false;
        }
        int rate = sockets.settings().rate();
        int count = pace.count();
        if (count <= rate) {
            return true;
        }
        tell(
                head.get(),
                Failure.of(ErrorCode.RATE_LIMITED, "At most " + rate + " messages a second.", Duration.ofSeconds(1)));
        if (count > 2 * rate) {
            close(CloseCode.TOO_FAST_OR_DEAF);
        }
        return false;
    }

    @Override
    public void filled() {
        if (!behind) {
            behind = true;
            sockets.behind(this);
        }
    }

    /** Nothing waits in its channel any more. */
    void caughtUp() {
        behind = false;
    }

    @Override
    public void drained() {
        Outbox waiting = outbox;
        if (waiting != null) {
            waiting.drained();
        }
    }

    /** One text frame has come. */
    void received(String text) {
        if (!closed) {
            if (session != null) {
                session.confirm();
            }
            inbox.received(text);
        }
    }

    /** A binary frame, which the protocol does not have. */
    void receivedBinary() {
        inbox.receivedBinary();
    }

    /** The log-in that it lives on is over. */
    void loggedOut(EndReason reason) {
        close(CloseCode.UNAUTHENTICATED, reason.name(), Duration.ZERO);
    }

    /** Its own session is over, or another connection has it. */
    void ended(EndReason reason) {
        CloseCode code = reason == EndReason.SUPERSEDED ? CloseCode.SUPERSEDED : CloseCode.ENDED;
        close(code, reason.name(), Duration.ZERO);
    }

    /** What its user may do with a device has changed. */
    void accessChanged(AccessChanged changed) {
        if (conversation != null) {
            conversation.accessChanged(changed);
        }
    }

    /** What its user may do with a device now, which may be what they could before. */
    void accessIs(AccessChanged now) {
        if (conversation != null) {
            conversation.accessIs(now);
        }
    }

    /** The devices that it watches. */
    List<DeviceId> watched() {
        return conversation == null ? List.of() : conversation.watched();
    }

    /** A device is no more, which an administrator follows without any role on it. */
    void deviceRemoved(DeviceId device) {
        TerminalSession known = session;
        if (known != null) {
            accessChanged(new AccessChanged(
                    known.principal().user().id(), device, null, AccessChanged.Reason.DEVICE_REMOVED));
        }
    }

    /** Its token has ended and no newer one came. */
    void tokenExpired() {
        tell(MessageHead.NONE, Failure.of(ErrorCode.TOKEN_EXPIRED, "The access token has ended."));
        close(CloseCode.UNAUTHENTICATED);
    }

    /** The hub goes down in order. */
    void drain(Duration retryAfter) {
        close(CloseCode.RESTART, "RESTART", retryAfter);
    }

    @Override
    public void handle(TerminalMessage message, MessageHead head) {
        if (message instanceof TerminalMessage.Hello hello) {
            hello(hello, head);
        } else if (conversation == null) {
            tell(head, Failure.unauthenticated("The first message is \"hello\"."));
            close(CloseCode.UNAUTHENTICATED);
        } else {
            conversation.handle(message, head);
        }
    }

    private void hello(TerminalMessage.Hello hello, MessageHead head) {
        if (greeted) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "A connection says \"hello\" once.");
        }
        greeted = true;
        news.ask(hello);
        adjusting = hello.adjusting();
        // A client may send on without waiting for the welcome; what it sends is read after it.
        link.hold();
        int mark = sockets.endings().begin();
        Guarded.call(() -> sockets.greeter().admit(hello, peer)).onComplete(decided -> {
            List<SessionEnded> meanwhile = sockets.endings().since(mark);
            if (decided.succeeded()) {
                welcome(decided.result(), meanwhile);
            } else {
                refuse(told(decided.cause()), head);
            }
        });
    }

    private void welcome(TerminalGreeter.Admission admission, List<SessionEnded> meanwhile) {
        TerminalSession opened = new TerminalSession(sockets.services(), admission);
        if (closed) {
            opened.leave();
            sockets.tookOver(admission.opening());
            return;
        }
        session = opened;
        Principal user = admission.principal();
        TerminalOpening opening = admission.opening();
        Outbox made = sockets.index().outbox(link, user.user().id(), user.user().name());
        outbox = made;
        if (adjusting) {
            made.hearAdjusting(opening.session());
        }
        conversation = new Conversation(
                sockets,
                this,
                opened,
                new Subscriptions(
                        sockets.services(), sockets.settings(), link, made, user.user(), sockets.revocations()));
        sockets.opened(this, opened, opening);
        meanwhile.forEach(sockets::ended);
        if (closed) {
            return;
        }
        TerminalSettings settings = sockets.settings();
        link.send(TerminalFrames.welcome(
                opening.session(),
                admission.resume(),
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
        news.begin(user.user().id());
    }

    private void refuse(Failure failure, MessageHead head) {
        tell(head, failure);
        switch (failure.code()) {
            case UNAUTHENTICATED, TOKEN_EXPIRED -> close(CloseCode.UNAUTHENTICATED);
            case FORBIDDEN -> close(CloseCode.FORBIDDEN);
            case RATE_LIMITED -> close(CloseCode.TOO_FAST_OR_DEAF);
            default -> close(CloseCode.RESTART, "UNAVAILABLE", sockets.jitter());
        }
    }

    /** Tells why it fails, should it. */
    void answer(Future<?> outcome, MessageHead head) {
        outcome.onFailure(cause -> tell(head, told(cause)));
    }

    @Override
    public void tell(MessageHead head, Failure failure) {
        link.send(ErrorFrame.of(head.id(), null, failure));
    }

    @Override
    public Failure accident(RuntimeException cause) {
        return told(cause);
    }

    private Failure told(Throwable cause) {
        Failure failure =
                Accident.told(LOG.atError().addKeyValue("session", session == null ? null : session.id()), cause);
        if (failure != cause) {
            sockets.services().bus().traffic().accident(Traffic.From.TERMINAL);
        }
        return failure;
    }

    @Override
    public void close(CloseCode code) {
        close(code, null, Duration.ZERO);
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

    /** The socket is closed, by whichever side. */
    void leave() {
        if (closed) {
            return;
        }
        closed = true;
        news.end();
        if (conversation != null) {
            conversation.end();
        }
        sockets.gone(this);
        if (outbox != null) {
            outbox.close();
        }
        tellCarried();
        if (session != null) {
            session.leave();
        }
    }

    /** Counts what went over its connection since the last time. */
    void tellCarried() {
        TerminalSession known = session;
        if (known != null) {
            known.carried(link.carried());
        }
    }
}
