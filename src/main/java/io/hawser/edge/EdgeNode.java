package io.hawser.edge;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What all edges of a node have in common. Safe for use by any thread. */
public final class EdgeNode {
    private final EdgeSettings settings;
    private final Peers peers;
    private final ConnectionLimits addresses;
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** @throws IllegalArgumentException naming an entry of proxies or scrapers that is no address or network */
    public EdgeNode(EdgeSettings settings) {
        this.settings = settings;
        peers = new Peers(settings);
        addresses = new ConnectionLimits(settings.addressConnections());
    }

    public EdgeSettings settings() {
        return settings;
    }

    /** Who is who. */
    public Peers peers() {
        return peers;
    }

    /** The port that the edges listen on; 0 before the first one does. */
    public int port() {
        return port.get();
    }

    /** From now on the node is not ready, so that nobody new is sent here; what is open stays. */
    public void stopping() {
        stopping.set(true);
    }

    boolean isStopping() {
        return stopping.get();
    }

    ConnectionLimits addresses() {
        return addresses;
    }

    void listening(int actual) {
        port.set(actual);
    }
}
