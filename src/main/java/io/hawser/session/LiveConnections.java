package io.hawser.session;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The device connections that this node holds right now. Safe for use by any thread. */
public final class LiveConnections {
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /** The connection is open on this node. */
    public void add(Connection connection) {
        connections.add(connection);
    }

    /** It no longer is. */
    public void remove(Connection connection) {
        connections.remove(connection);
    }

    /** All of them at this moment. */
    public Collection<Connection> all() {
        return List.copyOf(connections);
    }

    /** How many there are. */
    public int size() {
        return connections.size();
    }
}
