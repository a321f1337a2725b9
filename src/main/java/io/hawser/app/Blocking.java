package io.hawser.app;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Futures for a command, which has nothing else to do. */
final class Blocking {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Blocking() {}

    /** What comes of it; what a store says in one line, or silence for a minute, is a {@link StartFailure}. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Failure || cause instanceof IllegalStateException) {
                throw new StartFailure(String.valueOf(cause.getMessage()), cause);
            }
            throw new IllegalStateException("a store failed", cause);
        } catch (TimeoutException e) {
            throw new StartFailure("a store did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
