package io.hawser.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections that never ask for anything: each new one has a while for the line and headers of its first request. Lives
 * on one event loop.
 */
final class FirstRequests {
    private final Vertx vertx;
    private final long patience;
    private final Map<HttpConnection, Long> timers = new HashMap<>();

    FirstRequests(Vertx vertx, long patienceMillis) {
        this.vertx = vertx;
        this.patience = patienceMillis;
    }

    void connected(HttpConnection connection) {
        timers.put(connection, vertx.setTimer(patience, timer -> {
            timers.remove(connection);
            connection.close();
        }));
        connection.closeHandler(closed -> arrived(connection));
    }

    void arrived(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    int waiting() {
        return timers.size();
    }
}
