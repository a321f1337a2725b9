package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.MessageHead;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import io.vertx.core.Future;
import java.util.List;

/** What a terminal that is welcome asks for, message by message, and what it may. On its event loop only. */
final class Conversation {
    private final TerminalSockets sockets;
    private final TerminalSocket socket;
    private final TerminalSession session;
    private final Subscriptions subscriptions;
    private final TerminalCommands commands;
    private final Adjustments adjustments;
    private boolean holding;

    Conversation(TerminalSockets sockets, TerminalSocket socket, TerminalSession session, Subscriptions subscriptions) {
        this.sockets = sockets;
        this.socket = socket;
        this.session = session;
        this.subscriptions = subscriptions;
        commands = new TerminalCommands(sockets.services(), sockets.settings());
        adjustments = new Adjustments(sockets.services(), sockets.nanos());
    }

    /** One message that is no hello; a {@link Failure} that is thrown is told. */
    void handle(TerminalMessage message, MessageHead head) {
        if (message instanceof TerminalMessage.Subscribe wish) {
            socket.answer(subscriptions.subscribe(wish, head.id()), head);
        } else if (message instanceof TerminalMessage.Unsubscribe wish) {
            subscriptions.unsubscribe(wish.subscription(), head.id());
        } else if (message instanceof TerminalMessage.Command wish) {
            socket.answer(command(wish, head), head);
        } else if (message instanceof TerminalMessage.Adjusting wish) {
            socket.answer(adjusting(wish, head), head);
        } else if (message instanceof TerminalMessage.Auth auth) {
            socket.answer(auth(auth, head), head);
        } else if (message instanceof TerminalMessage.Ping) {
            send(TerminalFrames.pong(head.id(), sockets.services().clock().instant()));
        } else if (message instanceof TerminalMessage.Bye) {
            session.sayBye();
            socket.close(CloseCode.NORMAL);
        }
    }

    /** What its user may do with a device has changed. */
    void accessChanged(AccessChanged changed) {
        adjustments.endOf(changed.device());
        subscriptions.accessChanged(changed);
    }

    /** What its user may do with a device now, which may be what they could before. */
    void accessIs(AccessChanged now) {
        if (subscriptions.isNews(now)) {
            subscriptions.accessChanged(now);
        }
    }

    /** The devices that it watches. */
    List<DeviceId> watched() {
        return subscriptions.watched();
    }

    /** The connection is gone. */
    void end() {
        adjustments.endAll();
    }

    private Future<?> command(TerminalMessage.Command wish, MessageHead head) {
        return commands.submit(session.principal(), wish).onSuccess(taken -> {
            session.commanded();
            send(TerminalFrames.command(head.id(), taken));
        });
    }

    private Future<Void> auth(TerminalMessage.Auth auth, MessageHead head) {
        return sockets.services().identity().authenticate(auth.token()).map(newer -> {
            if (newer.user().id().equals(session.principal().user().id())) {
                session.principal(newer);
                send(TerminalFrames.authenticated(head.id(), newer.expires()));
            } else {
                socket.tell(head, Failure.forbidden("The token is another user's."));
                socket.close(CloseCode.FORBIDDEN);
            }
            return null;
        });
    }

    private Future<Void> adjusting(TerminalMessage.Adjusting wish, MessageHead head) {
        Future<Void> taken = adjustments
                .take(session.principal(), session.id(), wish)
                .onSuccess(
                        done -> send(TerminalFrames.adjusting(head.id(), wish.device(), wish.property(), wish.held())));
        if (!holding) {
            letGo();
        }
        return taken;
    }

    /** Ends what is held and not told of again, as long as anything is. */
    private void letGo() {
        long next = adjustments.expire();
        holding = next >= 0 && !socket.isClosed();
        if (holding) {
            sockets.later(socket, still -> letGo(), next);
        }
    }

    private void send(String frame) {
        socket.link().send(frame);
    }
}
