package io.hawser.edge;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The panel at {@code /}, its libraries under {@code /lib} and the contract's page at {@code /docs}. Addresses of the panel's own
 * views, which are those without a file extension, get its page. Takes whatever no other mount took, so it comes last.
 */
public final class PanelMount implements Mount {
    private static final List<String> OTHERS = List.of("api", "ws", "health", "metrics", "docs", "lib");

    /** The names carry no versions, so that every use asks whether the file is still the same. */
    private static final String ASK = "no-cache";

    private static final String HOUR = "public, max-age=3600";

    private final PanelFiles files;
    private @Nullable Vertx vertx;

    public PanelMount(PanelFiles files) {
        this.files = files;
    }

    @Override
    public Future<Void> start(Vertx vertx, Router router) {
        this.vertx = vertx;
        router.route("/docs").handler(context -> doc(context, "docs.html"));
        router.route("/docs/").handler(context -> doc(context, "docs.html"));
        router.route("/docs/docs.js").handler(context -> doc(context, "docs.js"));
        router.route().handler(this::panel);
        return Future.succeededFuture();
    }

    private void panel(RoutingContext context) {
        String path = context.normalizedPath().substring(1);
        String first = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
        boolean library = "lib".equals(first);
        if (OTHERS.contains(first) && !library) {
            context.next();
            return;
        }
        checkMethod(context.request());
        boolean view = !library && !path.substring(path.lastIndexOf('/') + 1).contains(".");
        context.put(ROUTE, library ? "/lib/*" : "/*");
        String name = view ? PanelFiles.INDEX : path;
        Asset kept = files.kept(name);
        if (kept != null) {
            send(context, name, kept);
            return;
        }
        blocking(() -> files.read(name).orElseThrow(() -> Failure.notFound("file")))
                .onComplete(found -> send(context, name, found), context::fail);
    }

    private void send(RoutingContext context, String name, Asset asset) {
        if (name.endsWith(".html")) {
            context.response().putHeader(SecurityHeaders.POLICY, files.policy(asset));
        }
        AssetAnswer.send(context.request(), asset, name.startsWith("lib/") ? HOUR : ASK);
    }

    private void doc(RoutingContext context, String name) {
        checkMethod(context.request());
        context.put(ROUTE, "/docs");
        context.response().putHeader(SecurityHeaders.POLICY, ContentPolicy.ofDocs());
        blocking(() -> files.doc(name).orElseThrow(() -> Failure.notFound("file")))
                .onComplete(found -> AssetAnswer.send(context.request(), found, ASK), context::fail);
    }

    private Future<Asset> blocking(Callable<Asset> read) {
        Vertx on = vertx;
        return on == null ? Future.failedFuture("not started") : on.executeBlocking(read, false);
    }

    private static void checkMethod(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            throw HttpFailure.methodNotAllowed("GET, HEAD");
        }
    }
}
