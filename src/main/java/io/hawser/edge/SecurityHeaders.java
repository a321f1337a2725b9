package io.hawser.edge;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** The headers that every answer carries. A page that needs another content policy sets its own in place of this one. */
final class SecurityHeaders {
    static final String POLICY = "Content-Security-Policy";

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    private static final String YEAR = "max-age=31536000";

    private final Peers peers;

    SecurityHeaders(Peers peers) {
        this.peers = peers;
    }

    void set(HttpServerRequest request) {
        MultiMap headers = request.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set(POLICY, NOTHING);
        if (peers.encrypted(request)) {
            headers.set("Strict-Transport-Security", YEAR);
        }
    }
}
