package io.hawser.edge;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: its stores do too, and it is not about to stop; what is missing
 * is named. Stores are asked at most once a second, however often somebody asks here.
 */
public final class HealthMount implements Mount {
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long FRESH_MILLIS = 1_000;
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final EdgeNode node;
    private final Map<String, Supplier<Future<?>>> probes;
    private @Nullable Future<List<String>> latest;
    private long asked;

    /** @param probes by the name of what is asked, each succeeding when it answers; the words of a {@link Failure} are told */
    public HealthMount(EdgeNode node, Map<String, Supplier<Future<?>>> probes) {
        this.node = node;
        this.probes = new TreeMap<>(probes);
    }

    @Override
    public Future<Void> start(Vertx vertx, Router router) {
        router.get("/health/live").handler(HealthMount::up);
        router.get("/health/ready").handler(this::ready);
        router.route("/health/live").handler(HealthMount::otherMethod);
        router.route("/health/ready").handler(HealthMount::otherMethod);
        return Future.succeededFuture();
    }

    private static void up(RoutingContext context) {
        context.put(ROUTE, context.normalizedPath());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new Json("{\"status\":\"up\"}").text());
    }

    private static void otherMethod(RoutingContext context) {
        context.fail(HttpFailure.methodNotAllowed("GET"));
    }

    private void ready(RoutingContext context) {
        context.put(ROUTE, context.normalizedPath());
        missing()
                .onSuccess(missing -> {
                    if (missing.isEmpty()) {
                        up(context);
                    } else {
                        context.fail(Failure.of(
                                ErrorCode.UNAVAILABLE, "Not ready: " + String.join(", ", missing) + ".", AGAIN));
                    }
                })
                .onFailure(context::fail);
    }

    private Future<List<String>> missing() {
        if (node.isStopping()) {
            return Future.succeededFuture(List.of("the hub is stopping"));
        }
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        Future<List<String>> known = latest;
        if (known == null || now - asked > FRESH_MILLIS) {
            asked = now;
            known = ask();
            latest = known;
        }
        return known;
    }

    private Future<List<String>> ask() {
        List<Future<?>> answers = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        probes.forEach((name, probe) -> answers.add(probe.get()
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(away -> missing.add(away instanceof Failure why ? name + " (" + why.words() + ")" : name))));
        return Future.join(answers).transform(done -> Future.succeededFuture(List.copyOf(missing)));
    }
}
