package io.hawser.edge;

import io.hawser.domain.Failure;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * {@code /metrics} in the Prometheus text format, for this machine and the listed scrapers, and the timer of every request by
 * method, route and class of status: {@code hawser_http_requests_seconds}. It comes first, so that it sees what the others do.
 */
public final class MetricsMount implements Mount {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final EdgeNode node;
    private final PrometheusMeterRegistry registry;

    public MetricsMount(EdgeNode node, PrometheusMeterRegistry registry) {
        this.node = node;
        this.registry = registry;
    }

    @Override
    public Future<Void> start(Vertx vertx, Router router) {
        router.route().handler(this::time);
        router.get("/metrics").handler(context -> scrape(vertx, context));
        router.route("/metrics").handler(context -> context.fail(HttpFailure.methodNotAllowed("GET")));
        return Future.succeededFuture();
    }

    private void time(RoutingContext context) {
        long begun = System.nanoTime();
        context.addEndHandler(end -> {
            String route = context.get(ROUTE);
            Timer.builder("hawser.http.requests")
                    .description("Requests over HTTP, sockets not among them")
                    .tag("method", context.request().method().name())
                    .tag("route", route == null ? "none" : route)
                    .tag("status", context.response().getStatusCode() / 100 + "xx")
                    .register(registry)
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        });
        context.next();
    }

    private void scrape(Vertx vertx, RoutingContext context) {
        context.put(ROUTE, "/metrics");
        if (!node.peers().mayScrape(context.request())) {
            throw Failure.forbidden("The setting http.scrapers says who may read the metrics.");
        }
        vertx.executeBlocking(() -> registry.scrape(), false)
                .onComplete(
                        text -> context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, FORMAT)
                                .end(text),
                        context::fail);
    }
}
