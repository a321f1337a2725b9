package io.hawser.edge.device;

import io.hawser.edge.socket.Handle;
import io.hawser.edge.socket.TimingWheel;
import io.hawser.protocol.CloseCode;
import io.hawser.session.Carried;
import io.hawser.session.Connection;
import io.hawser.session.SessionService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each device's socket now and then: whether its hello came, and then whether it is heard and takes what it is sent; seldom,
 * what it has carried is told. On one event loop.
 */
final class DeviceVisits {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceVisits.class);
    private static final int TICKS_A_HEARTBEAT = 60;

    /** How often it is looked whether a device that is behind takes anything. */
    private static final long LOOK = 1_000;

    /** How often it is told what a connection carried, after a first time. */
    private static final Duration TELL = Duration.ofMinutes(10);

    private final SessionService sessions;
    private final DeviceSettings settings;
    private final Clock clock;
    private final Duration tick;
    private final TimingWheel<Visit> wheel;
    private final Map<Connection, Carried> carried = new HashMap<>();

    DeviceVisits(SessionService sessions, DeviceSettings settings, Clock clock) {
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
        tick = Duration.ofMillis(Math.max(
                5,
                Math.min(
                        settings.terms().heartbeat().toMillis() / TICKS_A_HEARTBEAT,
                        settings.greeting().toMillis() / 10)));
        Duration usual = limit(settings.terms().heartbeat());
        Duration reach = usual.compareTo(settings.greeting()) > 0 ? usual : settings.greeting();
        // A visit that lies further ahead comes early, and looks again.
        wheel = new TimingWheel<>(tick, reach, visit -> visit.socket().ifHeld(socket -> look(visit, socket)));
    }

    /** How often {@link #advance} is to be called. */
    Duration tick() {
        return tick;
    }

    /** A socket has opened: its hello is waited for. */
    void arrived(Handle<DeviceSocket> socket) {
        wheel.schedule(new Visit(socket, Instant.MAX, true), settings.greeting().toMillis());
    }

    /** Its device is known now. */
    void greeted(Handle<DeviceSocket> socket, Duration heartbeat) {
        wheel.schedule(new Visit(socket, clock.instant(), false), usual(heartbeat));
    }

    /** A tick has passed. */
    void advance() {
        wheel.advance();
        if (!carried.isEmpty()) {
            Map<Connection, Carried> told = Map.copyOf(carried);
            carried.clear();
            sessions.carried(told)
                    .onFailure(cause -> LOG.atDebug().setCause(cause).log("what connections carried was not counted"));
        }
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
        Duration limit = limit(socket.heartbeat());
        Duration silence = socket.link().silence();
        if (silence.compareTo(limit) >= 0) {
            socket.silent();
        } else if (socket.link().deafness().compareTo(settings.deaf()) >= 0) {
            socket.close(CloseCode.TOO_FAST_OR_DEAF);
        } else {
            long left = limit.minus(silence).toMillis();
            wheel.schedule(
                    told(visit, socket), Math.min(left, socket.link().isBehind() ? LOOK : usual(socket.heartbeat())));
        }
    }

    private Visit told(Visit visit, DeviceSocket socket) {
        Connection connection = socket.connection();
        Instant now = clock.instant();
        if (connection == null || now.isBefore(visit.tell())) {
            return visit;
        }
        Carried bytes = socket.link().carried();
        if (!bytes.isNothing()) {
            carried.put(connection, bytes);
        }
        return new Visit(visit.socket(), now.plus(TELL), false);
    }

    private static Duration limit(Duration heartbeat) {
        return heartbeat.multipliedBy(3).dividedBy(2);
    }

    private static long usual(Duration heartbeat) {
        return heartbeat.toMillis() * 3 / 4;
    }

    /** A look at a socket: once whether its hello came, then again and again whether it is alive. */
    private record Visit(Handle<DeviceSocket> socket, Instant tell, boolean forHello) {}
}
