package io.hawser.edge.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.Downlink;
import io.hawser.command.CommandStore.Word;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.protocol.ByeFrame;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.DeviceFrames;
import io.hawser.protocol.DeviceMessage;
import io.hawser.protocol.ErrorFrame;
import io.hawser.protocol.JsonText;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.SessionStore;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's connection, from its hello to its close. Lives on the event loop of its socket and is touched by no other thread.
 */
final class DeviceSocket {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSocket.class);
    private static final int BAD_MESSAGES = 3;

    private final DeviceSockets sockets;
    private final DeviceLink link;
    private final UplinkQueue uplinks;
    private Phase phase = Phase.GREETING;
    private @Nullable DeviceId device;
    private @Nullable Connection connection;
    private String model = "generic";
    private int badInARow;
    private boolean confirmed;
    private boolean fenced;
    private @Nullable Written unacknowledged;
    private Presence.Reason lost = Presence.Reason.CLOSED;

    DeviceSocket(DeviceSockets sockets, DeviceLink link) {
        this.sockets = sockets;
        this.link = link;
        this.uplinks = new UplinkQueue(sockets.vertx());
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
        ObjectNode node;
        try {
            node = JsonText.object(text);
        } catch (Failure failure) {
            if (failure.code() == ErrorCode.BAD_MESSAGE) {
                link.send(ErrorFrame.of(null, null, failure));
                close(CloseCode.BAD_MESSAGES, null, Duration.ZERO);
            } else {
                bad(null, null, failure);
            }
            return;
        }
        DeviceMessage message;
        try {
            message = DeviceMessage.read(node);
        } catch (Failure failure) {
            if (failure.code() == ErrorCode.UNKNOWN_TYPE && notYet(node)) {
                tell(id(node), seq(node), failure);
            } else {
                bad(id(node), seq(node), failure);
            }
            return;
        }
        badInARow = 0;
        try {
            handle(message, id(node));
        } catch (Failure failure) {
            tell(id(node), seq(node), failure);
        }
    }

    /** A binary frame, which the protocol does not have. */
    void receivedBinary() {
        bad(null, null, Failure.of(ErrorCode.BAD_MESSAGE, "A message is a text frame."));
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
        fenced = true;
        close(code, reason.name(), Duration.ZERO);
    }

    /** Nothing was heard for too long. */
    void silent() {
        lost = Presence.Reason.HEARTBEAT_LOST;
        if (phase == Phase.GREETING) {
            link.send(ErrorFrame.of(null, null, Failure.unauthenticated("No hello came in time.")));
        }
        close(CloseCode.SILENT, null, Duration.ZERO);
    }

    /** It reads nothing of what is meant for it. */
    void deaf() {
        close(CloseCode.TOO_FAST_OR_DEAF, null, Duration.ZERO);
    }

    /** The hub goes down in order; what is on its way is stored, then the connection closes. */
    Future<Void> drain(Duration retryAfter) {
        lost = Presence.Reason.RESTART;
        return close(CloseCode.RESTART, "RESTART", retryAfter);
    }

    /** The socket is closed, by whichever side. */
    void closed() {
        leave();
    }

    private void handle(DeviceMessage message, @Nullable String id) {
        if (message instanceof DeviceMessage.Hello hello) {
            hello(hello, id);
        } else if (phase != Phase.OPEN) {
            link.send(ErrorFrame.of(id, null, Failure.unauthenticated("The first message is \"hello\".")));
            close(CloseCode.UNAUTHENTICATED, null, Duration.ZERO);
        } else if (message instanceof DeviceMessage.Report report) {
            sockets.greeter().checkReport(model, report.set());
            write(new Uplink.Report(report.seq(), report.set(), report.unset(), report.command(), report.at()), id);
        } else if (message instanceof DeviceMessage.Event event) {
            write(new Uplink.Event(event.seq(), event.name(), event.data(), event.at()), id);
        } else if (message instanceof DeviceMessage.Word word) {
            word(word, id);
        } else if (message instanceof DeviceMessage.Ping) {
            link.send(DeviceFrames.pong(sockets.clock().instant()));
        } else if (message instanceof DeviceMessage.Bye bye) {
            bye(bye);
        }
    }

    private void hello(DeviceMessage.Hello hello, @Nullable String id) {
        if (phase != Phase.GREETING) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "A connection says \"hello\" once.");
        }
        phase = Phase.OPENING;
        device = hello.device();
        link.hold(DeviceLink.Hold.OPENING);
        sockets.opening(this);
        sockets.greeter().admit(hello, link.address()).onComplete(result -> {
            if (result.succeeded()) {
                open(result.result());
            } else {
                refuse(result.cause(), id);
            }
        });
    }

    private void open(Greeter.Admission admission) {
        connection = admission.connection();
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
                        sockets.settings().heartbeat(),
                        sockets.settings().ttl(),
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

    private void refuse(Throwable cause, @Nullable String id) {
        Failure failure = accident(cause);
        link.send(ErrorFrame.of(id, null, failure));
        if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            close(CloseCode.UNAUTHENTICATED, null, Duration.ZERO);
        } else {
            close(CloseCode.RESTART, "UNAVAILABLE", sockets.jitter());
        }
    }

    private void write(Uplink uplink, @Nullable String id) {
        Connection current = connection;
        if (current != null) {
            offer(
                    () -> sockets.sessions().write(current, uplink),
                    this::acknowledge,
                    failure -> link.send(ErrorFrame.of(id, uplink.seq(), failure)));
        }
    }

    private void word(DeviceMessage.Word word, @Nullable String id) {
        Connection current = connection;
        if (current != null) {
            Word said = new Word(word.status(), word.percent(), word.data(), word.code(), word.message());
            offer(
                    () -> sockets.commands().step(current, word.command(), said),
                    command -> {},
                    failure -> link.send(ErrorFrame.of(id, null, failure)));
        }
    }

    private <T> void offer(Supplier<Future<T>> action, Consumer<T> done, Consumer<Failure> refused) {
        uplinks.offer(
                action,
                result -> {
                    done.accept(result);
                    measure();
                },
                cause -> {
                    if (cause instanceof SessionStore.Superseded superseded && superseded.forgotten()) {
                        // Nobody took over: the store lost the session, and a new hello makes another.
                        fenced = true;
                        close(CloseCode.RESTART, "UNAVAILABLE", sockets.jitter());
                    } else if (cause instanceof SessionStore.Superseded) {
                        ended(EndReason.SUPERSEDED);
                    } else {
                        sendAck();
                        refused.accept(accident(cause));
                        measure();
                    }
                });
        measure();
    }

    private void measure() {
        if (uplinks.size() >= sockets.settings().window()) {
            link.hold(DeviceLink.Hold.WINDOW);
        } else if (uplinks.size() <= sockets.settings().window() / 2) {
            link.release(DeviceLink.Hold.WINDOW);
        }
    }

    private void acknowledge(Written written) {
        boolean first = unacknowledged == null;
        unacknowledged = written;
        if (first) {
            sockets.context().runOnContext(v -> sendAck());
        }
    }

    private void sendAck() {
        Written written = unacknowledged;
        unacknowledged = null;
        if (written != null && phase != Phase.CLOSED) {
            link.send(DeviceFrames.ack(written.seq(), written.revision()));
        }
    }

    private void bye(DeviceMessage.Bye bye) {
        Connection current = connection;
        phase = Phase.LEAVING;
        Closing closing = bye.sleep() ? new Closing.Asleep(bye.wake()) : new Closing.Over(EndReason.BYE);
        if (current != null) {
            uplinks.offer(
                    () -> sockets.sessions().close(current, closing),
                    stored -> {
                        sendAck();
                        fenced = true;
                        close(CloseCode.NORMAL, null, Duration.ZERO);
                    },
                    cause -> LOG.atDebug()
                            .addKeyValue("device", current.device())
                            .log("a good-bye waits for the store"));
        }
    }

    private void confirm() {
        Connection current = connection;
        if (!confirmed && phase == Phase.OPEN && current != null) {
            confirmed = true;
            sockets.sessions().confirm(current).onFailure(cause -> confirmed = false);
        }
    }

    private void bad(@Nullable String id, @Nullable Long seq, Failure failure) {
        tell(id, seq, failure);
        badInARow++;
        if (phase == Phase.GREETING && failure.code() == ErrorCode.UNKNOWN_TYPE) {
            close(CloseCode.UNAUTHENTICATED, null, Duration.ZERO);
        } else if (badInARow >= BAD_MESSAGES) {
            close(CloseCode.BAD_MESSAGES, null, Duration.ZERO);
        }
    }

    private void tell(@Nullable String id, @Nullable Long seq, Failure failure) {
        sendAck();
        link.send(ErrorFrame.of(id, seq, failure));
    }

    private Failure accident(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        LOG.atError().addKeyValue("device", device).setCause(cause).log("a device's message failed in the hub");
        return Failure.of(ErrorCode.INTERNAL, "The hub failed on this message; it is not stored.");
    }

    private Future<Void> close(CloseCode code, @Nullable String bye, Duration retryAfter) {
        if (phase == Phase.CLOSED) {
            return Future.succeededFuture();
        }
        sendAck();
        if (bye != null) {
            link.send(ByeFrame.of(bye, retryAfter));
        }
        Future<Void> stored = leave();
        link.close(code);
        return stored;
    }

    private Future<Void> leave() {
        if (phase == Phase.CLOSED) {
            return Future.succeededFuture();
        }
        boolean leaving = phase == Phase.LEAVING;
        phase = Phase.CLOSED;
        sockets.gone(this);
        Connection current = connection;
        connection = null;
        Future<Void> stored = current == null || leaving ? Future.succeededFuture() : storeLoss(current);
        uplinks.close();
        return stored;
    }

    private Future<Void> storeLoss(Connection current) {
        return sockets.sessions()
                .close(current, new Closing.Lost(lost))
                .onFailure(cause -> LOG.atDebug()
                        .addKeyValue("device", current.device())
                        .log("a lost connection waits for its deadline"))
                .otherwiseEmpty();
    }

    private static boolean notYet(ObjectNode node) {
        String type = node.path("type").asText();
        return DeviceMessage.NOT_YET.contains(type) || ("progress".equals(type) && node.has("upgrade"));
    }

    private static @Nullable String id(ObjectNode node) {
        JsonNode id = node.get("id");
        return id != null && id.isTextual() && id.asText().length() <= 64 ? id.asText() : null;
    }

    private static @Nullable Long seq(ObjectNode node) {
        JsonNode seq = node.get("seq");
        return seq != null && seq.isIntegralNumber() && seq.canConvertToLong() ? (Long) seq.asLong() : null;
    }
}
