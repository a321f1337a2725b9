package io.hawser.session;

import io.hawser.bus.Downlink;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Json;
import io.hawser.domain.SessionView;
import io.hawser.domain.Snapshot;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where device sessions, states and logs live. Every write is one atomic step that is fenced, appends to the log and to the
 * outbox, and is stored when its future succeeds. Futures fail with a {@link io.hawser.domain.Failure}: {@code UNAVAILABLE} when
 * the store is away (whether the write happened is then unknown; repeating it is safe for what carries a seq or an id).
 * Writes that one thread makes for one device are applied in that order.
 */
public interface SessionStore {
    /** Opens or resumes a session; see {@link Opening}. Displaces any other connection of the device. */
    Future<Opening> open(Hello hello, Instant now);

    /**
     * Stores what a device says. Fails with {@code UNAVAILABLE} also when what the connection wrote before was not stored (so
     * that an acknowledgement may be cumulative). Fails with {@code SESSION_FULL} (nothing applied) when the state would exceed its cap and with
     * {@link Superseded} when the connection is not the newest. A session that was taken for lost while its connection lives
     * is revived first.
     */
    Future<Written> write(Connection connection, Uplink uplink, Instant now);

    /** Ends a connection; empty when it was not the newest any more, so that nothing changed but what it carried. */
    Future<List<Change>> close(Connection connection, Carried carried, Closing closing, Instant now);

    /**
     * What waits for connected devices, each of which may have heard it: commands that were sent and of which nothing was heard, and what
     * is wanted. Of connections that are not newest any more, nothing.
     */
    Future<List<Downlink>> waiting(Collection<Connection> connections);

    /** Adds what went over connections that go on. */
    Future<Void> carried(Map<Connection, Carried> carried);

    /** The newest resume token has served: the one before it serves no longer. */
    Future<Void> confirm(Connection connection);

    /**
     * Tells of connections that are known to be alive, after their node had counted as gone: a session that was taken for lost is
     * revived.
     */
    Future<KeptAlive> keepAlive(Collection<Connection> connections, Instant now);

    /** Changes what is wanted; fails with {@code PRECONDITION_FAILED} when {@code ifMatch} is no longer right. */
    Future<DesiredChange> desire(
            DeviceId device, Map<String, Json> set, List<String> unset, @Nullable Long ifMatch, Actor by, Instant now);

    /** As {@link #desire}; empty, and nothing changed, when the wish's key is known. */
    Future<Optional<DesiredChange>> wish(Wish wish, Instant now);

    /** What is wanted of a connected device, for it to be told again; empty when it is not connected. Nothing changes. */
    Future<Optional<Downlink>> wanted(DeviceId device);

    /** Ends the device's session, whoever holds it; empty when there is none or it is not the given one. */
    Future<List<Change>> end(DeviceId device, @Nullable String session, EndReason reason, Actor by, Instant now);

    /** Appends an entry that comes from the hub itself: a share, for one. */
    Future<Change> append(DeviceId device, Actor by, io.hawser.domain.Entry entry, Instant now);

    /** Everything about a device at this moment; one with no log yet has revision 0. */
    Future<Snapshot> snapshot(DeviceId device);

    /** As {@link #snapshot}, for many at once; in any order. */
    Future<List<Snapshot>> snapshots(Collection<DeviceId> devices);

    /** What a terminal that has applied the log up to {@code since} needs to be up to date; without a cursor a snapshot. */
    Future<Catchup> catchUp(DeviceId device, @Nullable Cursor since);

    /** The device's session as people see it, if it ever had one that is still remembered. */
    Future<Optional<SessionView>> session(DeviceId device);

    /** The device whose newest session has this id. */
    Future<Optional<DeviceId>> deviceOf(String session);

    /** Forgets a device that was removed, with all it has. */
    Future<Void> forget(DeviceId device);

    /**
     * What a change of the wanted state did.
     *
     * @param delta what the connected device must be told; null when it is not connected
     */
    record DesiredChange(
            Change change,
            Map<String, Json> desired,
            @Nullable Downlink delta) {}

    /**
     * What came of telling that connections are alive.
     *
     * @param superseded those that are not their devices' newest any more
     * @param forgotten those whose sessions the store does not know
     */
    record KeptAlive(List<Change> changes, List<Connection> superseded, List<Connection> forgotten) {
        public KeptAlive {
            changes = List.copyOf(changes);
            superseded = List.copyOf(superseded);
            forgotten = List.copyOf(forgotten);
        }
    }

    /** The connection that wrote is not its device's newest: it must close. */
    final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean forgotten;

        /** @param forgotten whether nobody took over: the store has lost the session, and the device is to say hello anew */
        public Superseded(boolean forgotten) {
            super(forgotten ? "session forgotten" : "superseded", null, false, false);
            this.forgotten = forgotten;
        }

        /** Whether nobody took over: the store has lost the session, and the device is to say hello anew. */
        public boolean forgotten() {
            return forgotten;
        }
    }
}
