package io.hawser.edge.socket;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Calls of which an exception is a failed future like any other failure, so that whoever counts what is under way counts right. */
public final class Guarded {
    private Guarded() {}

    /** What the action answers; its exception as a failure. */
    public static <T> Future<T> call(Supplier<Future<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException accident) {
            return Future.failedFuture(accident);
        }
    }
}
