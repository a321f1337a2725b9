package io.hawser.edge.device;

import io.hawser.edge.socket.PerSecond;
import io.hawser.edge.socket.StrictWebSocket;
import io.hawser.edge.socket.Uptake;
import io.hawser.protocol.CloseCode;
import io.hawser.session.Carried;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The wire of one device: sends, holds its reading back for as long as there is a reason to, and knows when it was last heard.
 * For one event loop.
 */
final class DeviceLink {
    private final ServerWebSocket socket;
    private final String address;
    private final Set<Hold> holds = EnumSet.noneOf(Hold.class);
    private final Uptake uptake;
    private long received;
    private long sent;
    private long heard = System.nanoTime();
    private final PerSecond pace = new PerSecond(System::nanoTime);

    DeviceLink(ServerWebSocket socket, String address) {
        this.socket = socket;
        this.address = address;
        uptake = new Uptake(((WebSocketInternal) socket).channelHandlerContext().channel(), System::nanoTime);
        socket.drainHandler(drained -> release(Hold.DEAF));
    }

    /** Why it is not read for now. */
    enum Hold {
        OPENING,
        /** Too much of it is on its way to the store. */
        WINDOW,
        /** It was too fast this second. */
        RATE,
        /** It does not read what it is sent. */
        DEAF
    }

    String address() {
        return address;
    }

    void send(String frame) {
        if (!socket.isClosed()) {
            socket.writeTextMessage(frame);
            sent += ByteBufUtil.utf8Bytes(frame);
            if (socket.writeQueueFull()) {
                hold(Hold.DEAF);
            }
        }
    }

    void close(CloseCode code) {
        release(Hold.OPENING);
        release(Hold.WINDOW);
        release(Hold.RATE);
        release(Hold.DEAF);
        if (!socket.isClosed()) {
            StrictWebSocket.close(socket, code);
        }
    }

    /** Reads no further for this reason; false when it did so already. */
    boolean hold(Hold reason) {
        if (holds.isEmpty()) {
            socket.pause();
        }
        return holds.add(reason);
    }

    void release(Hold reason) {
        if (holds.remove(reason) && holds.isEmpty()) {
            heard();
            socket.resume();
        }
    }

    /** Something came. */
    void heard() {
        heard = System.nanoTime();
    }

    /** A message has come. */
    void received(String text) {
        received += ByteBufUtil.utf8Bytes(text);
    }

    /** What went over it since this was last asked. */
    Carried carried() {
        Carried carried = new Carried(received, sent);
        received = 0;
        sent = 0;
        return carried;
    }

    /** How long nothing came; zero while it is the hub that does not read. */
    Duration silence() {
        return holds.isEmpty() ? Duration.ofNanos(System.nanoTime() - heard) : Duration.ZERO;
    }

    /** Whether more waits for it than it is read beside. */
    boolean isBehind() {
        return holds.contains(Hold.DEAF);
    }

    /** How long it has taken nothing at all of what waits for it; zero while that is little. */
    Duration deafness() {
        return isBehind() ? uptake.stuck() : Duration.ZERO;
    }

    /** Counts a message against the rate a second; false when it is used up. */
    boolean withinRate(int rate) {
        return pace.count() < rate;
    }
}
