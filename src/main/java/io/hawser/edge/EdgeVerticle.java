package io.hawser.edge;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP edge: a server on one event loop with its own sockets and routes. A node deploys as many as it has event loops; they
 * share the port. Starts when it listens; stops its endpoints and mounts first, so that sockets can say good-bye, then the server.
 */
public final class EdgeVerticle extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeVerticle.class);
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final int SAME_FREE_PORT = -1;

    /** Names that only a mistaken client puts into an address, where proxies and histories keep them. */
    private static final Set<String> SECRETS = Set.of(
            "access_token",
            "accesstoken",
            "authorization",
            "password",
            "refresh_token",
            "refreshtoken",
            "resume",
            "secret",
            "token");

    private final EdgeNode node;
    private final Map<String, SocketMount> sockets = new HashMap<>();
    private final List<Mount> mounts;
    private final ProblemHandler problems = new ProblemHandler();
    private final SecurityHeaders security;
    private @Nullable HttpServer server;

    /**
     * @param node what all edges of the node share
     * @param sockets this edge's own endpoints
     * @param mounts this edge's own other parts, in the order in which their routes are tried
     */
    public EdgeVerticle(EdgeNode node, List<SocketEndpoint> sockets, List<Mount> mounts) {
        this.node = node;
        sockets.forEach(endpoint -> this.sockets.put(endpoint.path(), new SocketMount(endpoint, node)));
        this.mounts = List.copyOf(mounts);
        security = new SecurityHeaders(node.peers());
    }

    @Override
    public void start(Promise<Void> started) {
        Router router = Router.router(vertx);
        router.route().failureHandler(problems);
        Future<Void> ready = Future.succeededFuture();
        for (SocketMount socket : sockets.values()) {
            ready = ready.compose(done -> socket.start(vertx));
        }
        for (Mount mount : mounts) {
            ready = ready.compose(done -> mount.start(vertx, router));
        }
        ready.compose(done -> {
                    router.route().handler(context -> context.fail(Failure.notFound("resource")));
                    return listen(router);
                })
                .onSuccess(listening -> node.listening(listening.actualPort()))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    @Override
    public void stop(Promise<Void> stopped) {
        Future<Void> quiet = Future.succeededFuture();
        for (SocketMount socket : sockets.values()) {
            quiet = quiet.compose(done -> inAnyCase(socket.stop()));
        }
        for (Mount mount : mounts) {
            quiet = quiet.compose(done -> inAnyCase(mount.stop()));
        }
        quiet.compose(done -> server == null ? Future.<Void>succeededFuture() : server.close())
                .onComplete(stopped);
    }

    private static Future<Void> inAnyCase(Future<Void> part) {
        return part.otherwise(failure -> {
            LOG.atWarn().setCause(failure).log("a part of the edge did not stop in order");
            return null;
        });
    }

    private Future<HttpServer> listen(Router router) {
        FirstRequests patience =
                new FirstRequests(vertx, node.settings().handshake().toMillis());
        HttpServer listening = vertx.createHttpServer(options(node.settings()))
                .connectionHandler(patience::connected)
                .invalidRequestHandler(ProblemHandler::malformed)
                .requestHandler(request -> {
                    patience.arrived(request.connection());
                    handle(request, router);
                });
        server = listening;
        TlsFiles tls = node.settings().tls();
        return tls == null
                ? listening.listen()
                : listening
                        .listen()
                        .compose(open -> new CertificateWatch(
                                        vertx,
                                        tls,
                                        () -> open.updateSSLOptions(
                                                new ServerSSLOptions().setKeyCertOptions(tls.options()), true))
                                .start()
                                .map(open));
    }

    private static HttpServerOptions options(EdgeSettings settings) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? SAME_FREE_PORT : settings.port())
                .setTcpNoDelay(true)
                .setIdleTimeout((int) settings.idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                // All is written on the connection's own loop: no connection keeps a queue for what other threads
                // write.
                .setStrictThreadMode(true)
                .setMaxWebSocketFrameSize(settings.frame())
                .setMaxWebSocketMessageSize(settings.frame())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketSubProtocols(List.of(SocketMount.SUBPROTOCOL));
        TlsFiles tls = settings.tls();
        // Without ALPN a browser speaks HTTP/1.1, over which alone sockets open.
        return tls == null ? options : options.setSsl(true).setUseAlpn(false).setKeyCertOptions(tls.options());
    }

    private void handle(HttpServerRequest request, Router router) {
        security.set(request);
        try {
            checkAddress(request);
            SocketMount socket = sockets.get(request.path());
            if (socket == null) {
                router.handle(request);
            } else {
                socket.enter(request);
            }
        } catch (Failure | HttpFailure failure) {
            ProblemHandler.answer(request, failure);
        }
    }

    private static void checkAddress(HttpServerRequest request) {
        Set<String> names;
        try {
            QueryStringDecoder.decodeComponent(request.path());
            String query = request.query();
            names = query == null
                    ? Set.of()
                    : new QueryStringDecoder(query, false).parameters().keySet();
        } catch (IllegalArgumentException e) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "The address has a % that escapes nothing.");
        }
        if (names.stream().anyMatch(name -> SECRETS.contains(name.toLowerCase(Locale.ROOT)))) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "Secrets and tokens never belong into an address.");
        }
    }
}
