package io.hawser.edge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the HTTP edge listens and what it bears.
 *
 * @param host {@code http.host}
 * @param port {@code http.port}; 0 for any free one, the same for all edges of the node
 * @param frame the most bytes of a WebSocket message, and of one frame of it
 * @param body the most bytes of a request's body
 * @param idle after how long a connection without traffic is closed; sockets are exempt, they have their heartbeats
 * @param handshake how long a new connection may take for its first request, and a request for its body
 * @param addressConnections {@code limits.address.connections}: the most sockets from one address
 * @param origins {@code http.origins}: where a browser may come from beside the hub's own host, {@code https://panel.example}
 * @param proxies {@code http.proxies}: addresses or networks ({@code 10.0.0.0/8}) whose {@code X-Forwarded-*} is believed
 * @param scrapers {@code http.scrapers}: addresses or networks that may read {@code /metrics} beside this machine
 * @param tls the certificate; null: no TLS
 * @param webroot {@code http.webroot}: serve the panel from this folder, read anew each time; without it from the class path
 */
public record EdgeSettings(
        String host,
        int port,
        int frame,
        int body,
        Duration idle,
        Duration handshake,
        int addressConnections,
        List<String> origins,
        List<String> proxies,
        List<String> scrapers,
        @Nullable TlsFiles tls,
        @Nullable Path webroot) {
    private static final int KIB = 1024;

    public EdgeSettings {
        origins = List.copyOf(origins);
        proxies = List.copyOf(proxies);
        scrapers = List.copyOf(scrapers);
        if (idle.compareTo(LONGEST_WAIT) <= 0) {
            throw new IllegalArgumentException("idle must be more than " + LONGEST_WAIT.toSeconds() + " s");
        }
    }

    /** The longest that a request is kept waiting for an answer ({@code Prefer: wait}); an idle connection lives longer. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** What holds where nothing is set, on the given address. */
    public static EdgeSettings defaults(String host, int port) {
        return new EdgeSettings(
                host,
                port,
                64 * KIB,
                64 * KIB,
                Duration.ofSeconds(75),
                Duration.ofSeconds(10),
                256,
                List.of(),
                List.of(),
                List.of(),
                null,
                null);
    }
}
