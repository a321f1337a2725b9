package io.hawser.edge.terminal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Many small asynchronous things, a bounded number of them at once. For one context. */
final class Lanes {
    private static final int AT_ONCE = 64;

    private Lanes() {}

    /** Does something with each; fails with the first failure. */
    static <T> Future<Void> each(List<T> items, Function<T, Future<Void>> action) {
        Iterator<T> rest = items.iterator();
        List<Future<Void>> lanes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE && rest.hasNext(); i++) {
            Promise<Void> end = Promise.promise();
            lanes.add(end.future());
            run(rest, action, end);
        }
        return Future.all(lanes).mapEmpty();
    }

    /** A loop as long as things are done at once: a thousand of them must not become a thousand calls deep. */
    private static <T> void run(Iterator<T> rest, Function<T, Future<Void>> action, Promise<Void> end) {
        while (rest.hasNext()) {
            Future<Void> next = action.apply(rest.next());
            if (!next.isComplete()) {
                next.onComplete(done -> {
                    if (done.succeeded()) {
                        run(rest, action, end);
                    } else {
                        end.fail(done.cause());
                    }
                });
                return;
            }
            if (next.failed()) {
                end.fail(next.cause());
                return;
            }
        }
        end.complete();
    }
}
