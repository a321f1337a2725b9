package io.hawser.app;

import io.hawser.edge.TlsFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the hub could open its door: looked at before any store is started, so that the commonest mistakes are told first. */
final class Door {
    private Door() {}

    /** Why nobody could listen there now, if so. Blocks for a moment. */
    static Optional<StartFailure> taken(HubConfig.Http http) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.host(), http.port()));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(cannotListen(http, e));
        }
    }

    /** Why nobody could be served by TLS with these files, if so. Blocks while they are read. */
    static Optional<StartFailure> locked(@Nullable TlsFiles tls, Vertx vertx) {
        return Optional.ofNullable(tls)
                .flatMap(files -> files.problem(vertx))
                .map(problem -> new StartFailure("cannot serve TLS: " + problem + " (tls.cert, tls.key)"));
    }

    static StartFailure cannotListen(HubConfig.Http http, Exception cause) {
        return new StartFailure(
                "cannot listen on " + http.host() + " port " + http.port() + ": "
                        + (cause instanceof BindException ? "the port is in use or not allowed" : cause.getMessage())
                        + " (http.host, http.port)",
                cause);
    }
}
