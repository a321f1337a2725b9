package io.hawser.alert;

import io.vertx.core.Future;

/** A way out of the hub. */
@FunctionalInterface
public interface Outgoing<M> {
    /**
     * Sends one message. Succeeds when the other side has taken it; fails with {@link Undelivered}, and with anything else when nobody
     * knows.
     */
    Future<Void> send(M message);
}
