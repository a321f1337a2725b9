package io.hawser.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Futures as a test's own thread sees them. */
public final class Futures {
    private Futures() {}

    /** What it succeeds with; a failure of the future is thrown. */
    public static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The failure it ends with, which has this code. */
    public static Failure failed(Future<?> future, ErrorCode code) {
        try {
            Object result = done(future);
            throw new AssertionError("succeeded with " + result);
        } catch (Failure failure) {
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
            return failure;
        }
    }
}
