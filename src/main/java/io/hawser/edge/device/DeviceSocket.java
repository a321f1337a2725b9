package io.hawser.edge.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.Downlink;
import io.hawser.bus.Traffic;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.Presence;
import io.hawser.edge.Accident;
import io.hawser.edge.socket.Guarded;
import io.hawser.edge.socket.Inbox;
import io.hawser.protocol.ByeFrame;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.DeviceFrames;
import io.hawser.protocol.DeviceMessage;
import io.hawser.protocol.ErrorFrame;
import io.hawser.protocol.MessageHead;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.SessionStore;
import io.hawser.session.Uplink;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's connection, from its hello to its close. Lives on the event loop of its socket and is touched by no other thread.
 */
final class DeviceSocket implements Inbox.Owner<DeviceMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSocket.class);

    /** When hardware that other hardware has taken the place of may ask again whether that was undone. */
    private static final Duration DISPLACED = Duration.ofMinutes(1);

    private final DeviceSockets sockets;
    private final DeviceLink link;
    private final Inbox<DeviceMessage> inbox;
    private final Uplinks uplinks;
    private Phase phase = Phase.GREETING;
    private @Nullable DeviceId device;
    private @Nullable Connection connection;
    private Duration heartbeat = Duration.ZERO;
    private String model = "generic";
    private boolean confirmed;
    private Presence.Reason lost = Presence.Reason.CLOSED;
    private boolean abrupt;

    DeviceSocket(DeviceSockets sockets, DeviceLink link) {
        this.sockets = sockets;
        this.link = link;
        inbox = new Inbox<>(DeviceMessage::read, this);
        uplinks = sockets.uplinks(link, new Fate());
    }

    /** Where a connection is in its life. */
    enum Phase {
        GREETING,
        OPENING,
        OPEN,
        /** It said good-bye; what it said before is being stored. */
        LEAVING,
        CLOSED
    }

    Phase phase() {
        return phase;
    }

    DeviceLink link() {
        return link;
    }

    /** How often it must be heard, once it is open. */
    Duration heartbeat() {
        return heartbeat;
    }

    @Nullable DeviceId device() {
        return device;
    }

    @Nullable Connection connection() {
        return connection;
    }

    /** One text frame has come. */
    void received(String text) {
        if (phase == Phase.CLOSED || phase == Phase.LEAVING) {
            return;
        }
        confirm();
        inbox.received(text);
    }

    /** A binary frame, which the protocol does not have. */
    void receivedBinary() {
        inbox.receivedBinary();
    }

    /** Something for the device that is meant for exactly this connection. */
    void deliver(Downlink.Message message) {
        if (phase == Phase.OPEN) {
            link.send(DeviceFrames.of(message));
        }
    }

    /** The session ended, or another connection has it now. */
    void ended(EndReason reason) {
        CloseCode code = reason == EndReason.SUPERSEDED ? CloseCode.SUPERSEDED : CloseCode.ENDED;
        close(code, reason.name(), Duration.ZERO);
    }

    /** Nobody took over: the store lost the session, and a new hello makes another. */
    void forgotten() {
        close(CloseCode.RESTART, "UNAVAILABLE", sockets.jitter());
    }

    /** Nothing was heard for too long. */
    void silent() {
        lost = Presence.Reason.HEARTBEAT_LOST;
        abrupt = true;
        if (phase == Phase.GREETING) {
            link.send(ErrorFrame.of(null, null, Failure.unauthenticated("No hello came in time.")));
        }
        close(CloseCode.SILENT);
    }

    /** The hub goes down in order; what is on its way is stored, then the connection closes. */
    Future<Void> drain(Duration retryAfter) {
        lost = Presence.Reason.RESTART;
        return close(CloseCode.RESTART, "RESTART", retryAfter);
    }

    /** What this version does not know yet is not held against the device. */
    @Override
    public boolean isBad(ObjectNode node, Failure failure) {
        return failure.code() != ErrorCode.UNKNOWN_TYPE || !DeviceMessage.isNotYet(node);
    }

    @Override
    public @Nullable CloseCode ends(Failure failure) {
        boolean stranger = phase == Phase.GREETING && failure.code() == ErrorCode.UNKNOWN_TYPE;
        return stranger ? CloseCode.UNAUTHENTICATED : null;
    }

    @Override
    public void handle(DeviceMessage message, MessageHead head) {
        Connection current = connection;
        if (message instanceof DeviceMessage.Hello hello) {
            hello(hello, head);
        } else if (phase != Phase.OPEN || current == null) {
            link.send(ErrorFrame.of(head.id(), null, Failure.unauthenticated("The first message is \"hello\".")));
            close(CloseCode.UNAUTHENTICATED);
        } else if (message instanceof DeviceMessage.Report report) {
            sockets.greeter().checkReport(model, report.set());
            Uplink uplink =
                    new Uplink.Report(report.seq(), report.set(), report.unset(), report.command(), report.at());
            uplinks.write(current, uplink, head);
        } else if (message instanceof DeviceMessage.Event event) {
            sockets.greeter().checkEvent(model, event.name(), event.data());
            uplinks.write(current, new Uplink.Event(event.seq(), event.name(), event.data(), event.at()), head);
        } else if (message instanceof DeviceMessage.Fault fault) {
            if (fault.code().startsWith(Fault.DRILL)) {
                throw Failure.invalid("/code", "must not begin with " + Fault.DRILL + ", which is for practice");
            }
            Uplink uplink = new Uplink.Fault(
                    fault.seq(),
                    sockets.greeter().newFault(),
                    fault.code(),
                    fault.severity(),
                    fault.active(),
                    fault.data(),
                    fault.at());
            uplinks.write(current, uplink, head);
        } else if (message instanceof DeviceMessage.Word word) {
            uplinks.word(current, word, head);
        } else if (message instanceof DeviceMessage.Ping) {
            link.send(DeviceFrames.pong(sockets.clock().instant()));
        } else if (message instanceof DeviceMessage.Bye bye) {
            bye(current, bye);
        }
    }

    private void hello(DeviceMessage.Hello hello, MessageHead head) {
        if (phase != Phase.GREETING) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "A connection says \"hello\" once.");
        }
        phase = Phase.OPENING;
        link.hold(DeviceLink.Hold.OPENING);
        sockets.hellos().enter(() -> admitted(hello)).onComplete(result -> {
            if (result.succeeded()) {
                open(result.result());
            } else {
                refuse(told(result.cause()), head);
            }
        });
    }

    private Future<Greeter.Admission> admitted(DeviceMessage.Hello hello) {
        return here().compose(here -> sockets.greeter().check(hello))
                .compose(checked -> here().compose(here -> {
                    device = checked.device();
                    sockets.opening(this);
                    return sockets.greeter().admit(hello, checked, link.address());
                }));
    }

    private Future<Void> here() {
        return phase == Phase.CLOSED
                ? Future.failedFuture(Failure.unavailable("It went before its turn came."))
                : Future.succeededFuture();
    }

    private void open(Greeter.Admission admission) {
        connection = admission.connection();
        heartbeat = admission.terms().heartbeat();
        model = admission.model();
        if (phase == Phase.CLOSED) {
            storeLoss(admission.connection());
            return;
        }
        phase = Phase.OPEN;
        link.send(new DeviceFrames.Welcome(
                        admission.connection().session(),
                        admission.connection().epoch(),
                        admission.opened().resumed(),
                        admission.resume(),
                        admission.terms().heartbeat(),
                        admission.terms().ttl(),
                        admission.opened().revision(),
                        admission.opened().seq(),
                        admission.opened().desiredRevision(),
                        admission.opened().desired(),
                        admission.opened().commands(),
                        sockets.clock().instant())
                .text());
        sockets.opened(this, admission.connection());
        link.release(DeviceLink.Hold.OPENING);
    }

    private void refuse(Failure failure, MessageHead head) {
        link.send(ErrorFrame.of(head.id(), null, failure));
        if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            close(CloseCode.UNAUTHENTICATED);
        } else if (failure.code() == ErrorCode.FORBIDDEN) {
            close(CloseCode.FORBIDDEN, "REPLACED", DISPLACED);
        } else if (failure.code() == ErrorCode.RATE_LIMITED) {
            close(CloseCode.TOO_FAST_OR_DEAF, Presence.Reason.FLAPPING.name(), failure.retryAfter());
        } else {
            close(CloseCode.RESTART, "UNAVAILABLE", sockets.jitter());
        }
    }

    private void bye(Connection current, DeviceMessage.Bye bye) {
        phase = Phase.LEAVING;
        Closing closing = bye.sleep() ? new Closing.Asleep(bye.wake()) : new Closing.Over(EndReason.BYE);
        uplinks.close(
                current,
                link.carried(),
                closing,
                () -> close(CloseCode.NORMAL),
                cause -> LOG.atDebug().addKeyValue("device", current.device()).log("a good-bye waits for the store"));
    }

    private void confirm() {
        Connection current = connection;
        if (!confirmed && phase == Phase.OPEN && current != null) {
            confirmed = true;
            Guarded.call(() -> sockets.sessions().confirm(current)).onFailure(cause -> confirmed = false);
        }
    }

    @Override
    public void tell(MessageHead head, Failure failure) {
        uplinks.flush();
        link.send(ErrorFrame.of(head.id(), head.seq(), failure));
    }

    @Override
    public Failure accident(RuntimeException cause) {
        return told(cause);
    }

    private Failure told(Throwable cause) {
        Failure failure = Accident.told(LOG.atError().addKeyValue("device", device), cause);
        if (failure != cause) {
            sockets.traffic().accident(Traffic.From.DEVICE);
        }
        return failure;
    }

    @Override
    public void close(CloseCode code) {
        close(code, null, Duration.ZERO);
    }

    private Future<Void> close(CloseCode code, @Nullable String bye, Duration retryAfter) {
        if (phase == Phase.CLOSED) {
            return Future.succeededFuture();
        }
        uplinks.flush();
        if (bye != null) {
            link.send(ByeFrame.of(bye, retryAfter));
        }
        Future<Void> stored = leave();
        link.close(code);
        return stored;
    }

    /** The link is gone; without a word of either side, or after one. */
    void gone(boolean broken) {
        abrupt = broken;
        leave();
    }

    /** The socket is closed, by whichever side; done when that is stored. */
    Future<Void> leave() {
        if (phase == Phase.CLOSED) {
            return Future.succeededFuture();
        }
        boolean leaving = phase == Phase.LEAVING;
        phase = Phase.CLOSED;
        sockets.gone(this);
        Connection current = connection;
        connection = null;
        Future<Void> stored = current == null || leaving ? Future.succeededFuture() : storeLoss(current);
        uplinks.end();
        return stored;
    }

    private Future<Void> storeLoss(Connection current) {
        return sockets.sessions()
                .close(current, link.carried(), new Closing.Lost(lost, link.silence(), abrupt))
                .onFailure(cause -> LOG.atDebug()
                        .addKeyValue("device", current.device())
                        .log("a lost connection waits for its deadline"))
                .otherwiseEmpty();
    }

    /** What becomes of the connection by what the store says. */
    private final class Fate implements Uplinks.Fate {
        @Override
        public void superseded(SessionStore.Superseded by) {
            if (by.forgotten()) {
                forgotten();
            } else {
                ended(EndReason.SUPERSEDED);
            }
        }

        @Override
        public Failure told(Throwable cause) {
            return DeviceSocket.this.told(cause);
        }
    }
}
