package io.hawser.edge.socket;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many through at once; the others wait in their order. When ten thousand come back together, what others do in the
 * meantime waits behind a few of them and not behind all. For one event loop.
 */
public final class Turnstile {
    private final int most;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int inside;
    private boolean turning;

    public Turnstile(int most) {
        this.most = most;
    }

    /** Does this now or when its turn comes, and tells what came of it. An action that throws fails. */
    public <T> Future<T> enter(Supplier<Future<T>> action) {
        if (inside < most) {
            return pass(action);
        }
        Promise<T> later = Promise.promise();
        waiting.add(() -> pass(action).onComplete(later));
        return later.future();
    }

    private <T> Future<T> pass(Supplier<Future<T>> action) {
        inside++;
        return Future.<Void>succeededFuture().compose(turn -> action.get()).onComplete(done -> leave());
    }

    private void leave() {
        inside--;
        if (!turning) {
            turning = true;
            Runnable next = next();
            while (next != null) {
                next.run();
                next = next();
            }
            turning = false;
        }
    }

    private @Nullable Runnable next() {
        return inside < most ? waiting.poll() : null;
    }
}
