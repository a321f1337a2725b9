package io.hawser.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** A part of the HTTP tree. Each edge has its own instance and calls it on its own context only. */
public interface Mount {
    /** Key under which a handler puts the template of its route into the context, {@code /api/v1/devices/{device}}. */
    String ROUTE = "hawser.route";

    /** Adds routes to the root router, before the edge listens; a failure keeps the edge from starting. */
    Future<Void> start(Vertx vertx, Router router);

    /** The edge stops: what was registered is cancelled, what is open is closed. */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
