package io.hawser.edge;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a failure becomes an HTTP answer: {@code application/problem+json}. What is no {@link Failure} is an
 * accident: it is logged here, once and without its words, under the {@code instance} that the client is told.
 */
public final class ProblemHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public void handle(RoutingContext context) {
        Throwable cause = context.failure();
        boolean ofTheClient = context.statusCode() >= 400 && context.statusCode() < 500;
        if (ofTheClient && !(cause instanceof Failure) && !(cause instanceof HttpFailure)) {
            HttpServerRequest request = context.request();
            answer(request, ofStatus(context.statusCode()), request.path(), Map.of());
        } else {
            answer(context.request(), cause);
        }
    }

    /** Answers with what the cause says, if it is a failure that may be told. */
    static void answer(HttpServerRequest request, @Nullable Throwable cause) {
        if (cause instanceof Failure failure && failure.code() != ErrorCode.INTERNAL) {
            answer(request, Problem.of(failure), request.path(), headers(failure));
        } else if (cause instanceof HttpFailure failure) {
            answer(request, Problem.of(failure), request.path(), failure.headers());
        } else {
            accident(request, cause);
        }
    }

    /** A request that Vert.x could not even decode. */
    static void malformed(HttpServerRequest request) {
        answer(
                request,
                Problem.of(Failure.of(ErrorCode.BAD_MESSAGE, "The request's line or headers can't be read.")),
                "/",
                Map.of("Connection", "close"));
    }

    private static void accident(HttpServerRequest request, @Nullable Throwable cause) {
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        String path = request.path() == null ? "/" : request.path();
        String instance = path + "#" + HexFormat.of().formatHex(random);
        if (cause instanceof VertxException && request.response().closed()) {
            LOG.atDebug().addKeyValue("path", path).log("the client left before its answer");
            return;
        }
        LOG.atError()
                .setCause(cause == null ? null : Accident.wordless(cause))
                .addKeyValue("method", request.method())
                .addKeyValue("instance", instance)
                .log("a request failed");
        answer(request, Problem.internal(), instance, Map.of());
    }

    private static void answer(
            HttpServerRequest request, Problem problem, @Nullable String instance, Map<String, String> headers) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.forEach(response::putHeader);
        if (problem.retryAfterSeconds() > 0) {
            response.putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        response.end(problem.json(instance == null ? "/" : instance).text());
    }

    private static Map<String, String> headers(Failure failure) {
        return switch (failure.code()) {
            case UNAUTHENTICATED -> Map.of("WWW-Authenticate", "Bearer realm=\"hawser\"");
            case TOKEN_EXPIRED -> Map.of("WWW-Authenticate", "Bearer realm=\"hawser\", error=\"invalid_token\"");
            default -> Map.of();
        };
    }

    private static Problem ofStatus(int status) {
        return Problem.of(
                switch (status) {
                    case 401 -> Failure.unauthenticated("Sign in first.");
                    case 403 -> Failure.forbidden("This is not allowed.");
                    case 404 -> Failure.notFound("resource");
                    case 413 -> Failure.of(ErrorCode.TOO_LARGE, "The request's body is too large.");
                    default -> Failure.of(ErrorCode.BAD_MESSAGE, "The request can't be read.");
                });
    }
}
