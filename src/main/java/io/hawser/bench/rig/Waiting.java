package io.hawser.bench.rig;

import io.hawser.simulator.wire.HubRefusal;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting on the command's own thread, never on an event loop. An interrupt ends it with {@link BenchFailure}. */
public final class Waiting {
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Waiting() {}

    /** Lets a time pass. */
    public static void pass(Duration time) {
        try {
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    /** Looks every 10 ms until the condition holds; false when it did not in time. */
    public static boolean until(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pass(BETWEEN);
        }
        return true;
    }

    /** A future's result; fails with {@link BenchFailure} where it does. */
    public static <T> T of(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof HubRefusal || cause instanceof IOException) {
                throw new BenchFailure("the hub says: " + cause.getMessage());
            }
            throw new IllegalStateException(cause);
        }
    }
}
