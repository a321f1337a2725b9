package io.hawser.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final Turnstile turnstile = new Turnstile(2);
    private final List<Promise<Integer>> inside = new ArrayList<>();

    @Test
    void soManyAtOnceAndTheOthersInTheirOrder() {
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(enter());
        }
        assertThat(inside).hasSize(2);

        inside.get(1).complete(1);
        assertThat(inside).hasSize(3);
        inside.get(0).fail("gone");
        assertThat(inside).hasSize(4);
        inside.get(2).complete(2);
        inside.get(3).complete(3);
        inside.get(4).complete(4);

        assertThat(all.get(0).failed()).isTrue();
        assertThat(all.subList(1, 5)).extracting(Future::result).containsExactly(1, 2, 3, 4);
    }

    @Test
    void oneThatThrowsLeavesItsPlace() {
        for (int i = 0; i < 10; i++) {
            Future<Integer> thrown = turnstile.enter(() -> {
                throw new IllegalStateException("no");
            });
            assertThat(thrown.cause()).hasMessage("no");
        }
        enter();
        assertThat(inside).hasSize(1);
    }

    @Test
    void manyThatAreDoneAtOnceDoNotPileUp() {
        Future<Integer> first = enter();
        enter();
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(turnstile.enter(() -> Future.succeededFuture(7)));
        }
        inside.get(0).complete(0);

        assertThat(first.result()).isZero();
        assertThat(all).allMatch(Future::succeeded);
    }

    private Future<Integer> enter() {
        return turnstile.enter(() -> {
            Promise<Integer> promise = Promise.promise();
            inside.add(promise);
            return promise.future();
        });
    }
}
