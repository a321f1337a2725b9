package io.hawser.simulator;

import io.hawser.simulator.wire.HubRefusal;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for a future on a command's own thread, never on an event loop. */
final class Outcome {
    private Outcome() {}

    /** Its result; what failed in a way that the user can mend becomes a {@link CommandFailure}. */
    static <T> T of(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof CommandFailure failure) {
                throw failure;
            }
            if (cause instanceof HubRefusal || cause instanceof java.io.IOException) {
                throw new CommandFailure("the hub says: " + cause.getMessage());
            }
            throw new CompletionException(cause);
        }
    }
}
