package io.hawser.edge.device;

import io.hawser.edge.socket.Handle;
import io.hawser.edge.socket.TimingWheel;
import io.hawser.protocol.CloseCode;
import java.time.Duration;

/**
 * Looks at each device's socket now and then: whether its hello came, and then whether it is heard and takes what it is sent. On one
 * event loop.
 */
final class DeviceVisits {
    private static final int TICKS_A_HEARTBEAT = 60;

    /** How often it is looked whether a device that is behind takes anything. */
    private static final long LOOK = 1_000;

    private final DeviceSettings settings;
    private final Duration tick;
    private final TimingWheel<Visit> wheel;

    DeviceVisits(DeviceSettings settings) {
        this.settings = settings;
        tick = Duration.ofMillis(Math.max(
                5,
                Math.min(
                        settings.heartbeat().toMillis() / TICKS_A_HEARTBEAT,
                        settings.greeting().toMillis() / 10)));
        Duration reach = limit().compareTo(settings.greeting()) > 0 ? limit() : settings.greeting();
        wheel = new TimingWheel<>(tick, reach, visit -> visit.socket().ifHeld(socket -> look(visit, socket)));
    }

    /** How often {@link #advance} is to be called. */
    Duration tick() {
        return tick;
    }

    /** A socket has opened: its hello is waited for. */
    void arrived(Handle<DeviceSocket> socket) {
        wheel.schedule(new Visit(socket, true), settings.greeting().toMillis());
    }

    /** Its device is known now. */
    void greeted(Handle<DeviceSocket> socket) {
        wheel.schedule(new Visit(socket, false), usual());
    }

    /** A tick has passed. */
    void advance() {
        wheel.advance();
    }

    private void look(Visit visit, DeviceSocket socket) {
        if (socket.phase() == DeviceSocket.Phase.CLOSED) {
            return;
        }
        if (visit.forHello()) {
            if (socket.phase() == DeviceSocket.Phase.GREETING) {
                socket.silent();
            }
            return;
        }
        Duration silence = socket.link().silence();
        if (silence.compareTo(limit()) >= 0) {
            socket.silent();
        } else if (socket.link().deafness().compareTo(settings.deaf()) >= 0) {
            socket.close(CloseCode.TOO_FAST_OR_DEAF);
        } else {
            long left = limit().minus(silence).toMillis();
            wheel.schedule(visit, Math.min(left, socket.link().isBehind() ? LOOK : usual()));
        }
    }

    private Duration limit() {
        return settings.heartbeat().multipliedBy(3).dividedBy(2);
    }

    private long usual() {
        return settings.heartbeat().toMillis() * 3 / 4;
    }

    /** A look at a socket: once whether its hello came, then again and again whether it is alive. */
    private record Visit(Handle<DeviceSocket> socket, boolean forHello) {}
}
