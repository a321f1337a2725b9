package io.hawser.session;

import io.hawser.bus.Bus;
import io.hawser.bus.Forgotten;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Json;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The road of everything a device session does: stored first, then told on the bus. Safe for use by any context; what one
 * context does for one device is stored and told in that order. Failures as in {@link SessionStore}.
 */
public final class SessionService {
    private final SessionStore store;
    private final Bus bus;
    private final Clock clock;

    public SessionService(SessionStore store, Bus bus, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.clock = clock;
    }

    /** Opens or resumes; any older connection of the device on this node is told to close. */
    public Future<Opening> open(Hello hello) {
        return store.open(hello, clock.instant()).map(opening -> {
            publish(opening.changes());
            if (opening instanceof Opening.Opened opened) {
                Connection connection = opened.connection();
                bus.publish(new SessionEnded.OfDevice(
                        connection.device(), connection.epoch(), connection.number(), EndReason.SUPERSEDED));
            } else if (opening instanceof Opening.Refused refused && refused.ended() != null) {
                bus.publish(new SessionEnded.OfDevice(
                        hello.device(), Long.MAX_VALUE, Long.MAX_VALUE, EndReason.TOKEN_REPLAY));
            }
            return opening;
        });
    }

    /** Stores what a device says and tells it. */
    public Future<Written> write(Connection connection, Uplink uplink) {
        return store.write(connection, uplink, clock.instant()).map(written -> {
            publish(written.changes());
            return written;
        });
    }

    /** The connection is gone or said good-bye. */
    public Future<Void> close(Connection connection, Carried carried, Closing closing) {
        return store.close(connection, carried, closing, clock.instant()).map(this::published);
    }

    /**
     * What was told to these connections of this node may not have come to it: whatever waits for their devices is offered again, which
     * does nothing to one that heard of it, and connections that are over are closed.
     */
    public Future<Void> offerAgain(Collection<Connection> connections) {
        return store.waiting(connections).compose(waiting -> {
            waiting.forEach(bus::relayed);
            return keepAlive(connections);
        });
    }

    /** What went over connections that go on. */
    public Future<Void> carried(Map<Connection, Carried> carried) {
        return store.carried(carried);
    }

    /** The device has used what its newest welcome gave it. */
    public Future<Void> confirm(Connection connection) {
        return store.confirm(connection);
    }

    /** These connections are alive, though their node had counted as gone; those that may write no more are told to close. */
    public Future<Void> keepAlive(Collection<Connection> connections) {
        return store.keepAlive(connections, clock.instant()).map(kept -> {
            publish(kept.changes());
            kept.superseded()
                    .forEach(connection -> bus.publish(new SessionEnded.OfDevice(
                            connection.device(), connection.epoch(), connection.number() + 1, EndReason.SUPERSEDED)));
            kept.forgotten()
                    .forEach(connection ->
                            bus.publish(new Forgotten(connection.device(), connection.epoch(), connection.number())));
            return null;
        });
    }

    /** Changes what is wanted of a device, tells everybody and, if it is connected, the device. */
    public Future<SessionStore.DesiredChange> desire(
            DeviceId device, Map<String, Json> set, List<String> unset, @Nullable Long ifMatch, Actor by) {
        return store.desire(device, set, unset, ifMatch, by, clock.instant()).map(this::told);
    }

    /** The same for what is to count once; empty when it did already. */
    public Future<Optional<SessionStore.DesiredChange>> wish(Wish wish) {
        return store.wish(wish, clock.instant()).map(desired -> desired.map(this::told));
    }

    /**
     * What is wanted of a device is told to it again as it is, which does nothing to one that has heard of it; whether the device is
     * connected.
     */
    public Future<Boolean> offerWanted(DeviceId device) {
        return store.wanted(device).map(wanted -> {
            wanted.ifPresent(bus::publish);
            return wanted.isPresent();
        });
    }

    private SessionStore.DesiredChange told(SessionStore.DesiredChange desired) {
        bus.publish(desired.change());
        if (desired.delta() != null) {
            bus.publish(desired.delta());
        }
        return desired;
    }

    /** Ends a device's session; its socket on this node is closed. Without a session id, whichever it has. */
    public Future<Boolean> end(DeviceId device, @Nullable String session, EndReason reason, Actor by) {
        return store.end(device, session, reason, by, clock.instant()).map(changes -> {
            publish(changes);
            if (!changes.isEmpty()) {
                bus.publish(new SessionEnded.OfDevice(device, Long.MAX_VALUE, Long.MAX_VALUE, reason));
            }
            return !changes.isEmpty();
        });
    }

    private Void published(List<Change> changes) {
        publish(changes);
        return null;
    }

    private void publish(List<Change> changes) {
        changes.forEach(bus::publish);
    }
}
