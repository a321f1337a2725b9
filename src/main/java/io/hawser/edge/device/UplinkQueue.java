package io.hawser.edge.device;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.edge.socket.Guarded;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one device said, on its way to the store, in its order and as many at once as the store takes. Acks are cumulative, so
 * nothing may be stored past something that was not: while the store is away, what failed is tried again first and everything
 * later waits behind it. For one event loop.
 */
final class UplinkQueue {
    private static final long FIRST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 4_000;

    private final Vertx vertx;
    private final Deque<Item<?>> waiting = new ArrayDeque<>();
    private final Deque<Item<?>> failed = new ArrayDeque<>();
    private int inFlight;
    private boolean failing;
    private boolean closed;
    private long pause = FIRST_PAUSE;
    private long timer = -1;

    UplinkQueue(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Sends something to the store after everything before it.
     *
     * @param action the write; called again should the store be away
     * @param done told of its outcome
     * @param refused told of a failure that another try would not mend, and once of {@code UNAVAILABLE} before it is tried again
     */
    <T> void offer(Supplier<Future<T>> action, Consumer<T> done, Consumer<Throwable> refused) {
        Item<T> item = new Item<>(action, done, refused);
        if (failing) {
            waiting.add(item);
            item.tell(Failure.unavailable("The store is away; this waits for it."));
        } else {
            run(item);
        }
    }

    /** How many have not been decided. */
    int size() {
        return inFlight + waiting.size() + failed.size();
    }

    /** Forgets what waits: it was never acknowledged, so the device sends it again. */
    void close() {
        closed = true;
        vertx.cancelTimer(timer);
        waiting.clear();
        failed.clear();
    }

    private <T> void run(Item<T> item) {
        inFlight++;
        Guarded.call(item.action).onComplete(result -> {
            inFlight--;
            if (closed) {
                return;
            }
            if (result.succeeded()) {
                item.done.accept(result.result());
            } else if (isAway(result.cause())) {
                item.tell(result.cause());
                failing = true;
                failed.add(item);
            } else {
                item.refused.accept(result.cause());
            }
            if (failing && inFlight == 0) {
                settle(result.succeeded());
            }
        });
    }

    private void settle(boolean lastSucceeded) {
        if (lastSucceeded) {
            pause = FIRST_PAUSE;
            next();
            return;
        }
        while (!failed.isEmpty()) {
            waiting.addFirst(failed.removeLast());
        }
        timer = vertx.setTimer(pause, id -> next());
        pause = Math.min(LONGEST_PAUSE, pause * 2);
    }

    private void next() {
        while (!failed.isEmpty()) {
            waiting.addFirst(failed.removeLast());
        }
        Item<?> item = waiting.poll();
        if (item == null) {
            failing = false;
            pause = FIRST_PAUSE;
        } else {
            run(item);
        }
    }

    private static boolean isAway(@Nullable Throwable cause) {
        return cause instanceof Failure failure && failure.code() == ErrorCode.UNAVAILABLE;
    }

    private static final class Item<T> {
        private final Supplier<Future<T>> action;
        private final Consumer<T> done;
        private final Consumer<Throwable> refused;
        private boolean told;

        Item(Supplier<Future<T>> action, Consumer<T> done, Consumer<Throwable> refused) {
            this.action = action;
            this.done = done;
            this.refused = refused;
        }

        void tell(Throwable away) {
            if (!told) {
                told = true;
                refused.accept(away);
            }
        }
    }
}
