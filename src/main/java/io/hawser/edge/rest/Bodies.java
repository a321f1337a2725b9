package io.hawser.edge.rest;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.edge.HttpFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Reads bodies of bearable size that arrive in bearable time. */
final class Bodies {
    /** How much is thrown away for a client that should still hear why, before the connection is closed on it. */
    private static final int SLACK = 1024 * 1024;

    private final Vertx vertx;
    private final int most;
    private final Duration patience;

    Bodies(Vertx vertx, int most, Duration patience) {
        this.vertx = vertx;
        this.most = most;
        this.patience = patience;
    }

    /**
     * The whole body; to be called before anything else happens to the request. Fails with {@code TOO_LARGE} as soon as that is
     * known; what still comes then is thrown away, up to a bound.
     */
    Future<Buffer> read(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        if (announced(request) > most) {
            whole.fail(tooLarge());
        }
        long timer = vertx.setTimer(patience.toMillis(), late -> whole.tryFail(HttpFailure.requestTimeout()));
        request.handler(part -> {
            if (request.bytesRead() > most + SLACK) {
                request.connection().close();
            } else if (body.length() + part.length() > most) {
                whole.tryFail(tooLarge());
            } else if (!whole.future().isComplete()) {
                body.appendBuffer(part);
            }
        });
        request.exceptionHandler(cause -> whole.tryFail(broken(cause)));
        request.endHandler(end -> whole.tryComplete(body));
        return whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** A client that left is told nothing; one whose chunks are none is told so. */
    private static Throwable broken(Throwable cause) {
        return cause instanceof VertxException
                ? cause
                : Failure.of(ErrorCode.BAD_MESSAGE, "The body breaks off or is not framed as HTTP has it.");
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private Failure tooLarge() {
        return Failure.of(ErrorCode.TOO_LARGE, "A body may have at most " + most + " bytes.");
    }
}
