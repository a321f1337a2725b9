package io.hawser.edge.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class UplinkQueueTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void hasManyOnTheirWayAtOnce(Vertx vertx, VertxTestContext test) {
        vertx.runOnContext(v -> test.verify(() -> {
            UplinkQueue queue = new UplinkQueue(vertx);
            Promise<String> one = Promise.promise();
            Promise<String> two = Promise.promise();
            offer(queue, "one", one.future());
            offer(queue, "two", two.future());
            assertThat(queue.size()).isEqualTo(2);
            one.complete("one");
            two.complete("two");
            assertThat(said).containsExactly("stored one", "stored two");
            assertThat(queue.size()).isZero();
            test.completeNow();
        }));
    }

    @Test
    void storesNothingPastWhatTheStoreRefusedWhileAway(Vertx vertx, VertxTestContext test) {
        vertx.runOnContext(v -> {
            UplinkQueue queue = new UplinkQueue(vertx);
            List<String> reached = new ArrayList<>();
            boolean[] away = {true};
            for (String name : List.of("one", "two")) {
                queue.offer(
                        () -> {
                            reached.add(name);
                            return away[0]
                                    ? Future.failedFuture(Failure.unavailable("away"))
                                    : Future.succeededFuture(name);
                        },
                        done -> said.add("stored " + done),
                        cause -> said.add(code(cause) + " " + name));
            }
            queue.offer(
                    () -> {
                        reached.add("three");
                        return Future.succeededFuture("three");
                    },
                    done -> test.verify(() -> {
                        assertThat(reached).endsWith("one", "two", "three");
                        assertThat(said)
                                .containsExactly(
                                        "UNAVAILABLE one",
                                        "UNAVAILABLE two",
                                        "UNAVAILABLE three",
                                        "stored one",
                                        "stored two");
                        test.completeNow();
                    }),
                    cause -> said.add(code(cause) + " three"));
            away[0] = false;
        });
    }

    @Test
    void countsAnActionThatThrowsAsDecided(Vertx vertx, VertxTestContext test) {
        vertx.runOnContext(v -> test.verify(() -> {
            UplinkQueue queue = new UplinkQueue(vertx);
            queue.offer(
                    () -> {
                        throw new IllegalArgumentException("thrown");
                    },
                    done -> said.add("stored"),
                    cause -> said.add(String.valueOf(cause.getMessage())));
            offer(queue, "next", Future.succeededFuture("next"));

            assertThat(said).containsExactly("thrown", "stored next");
            assertThat(queue.size()).isZero();
            test.completeNow();
        }));
    }

    @Test
    void doesNotTryAgainWhatAnotherTryWouldNotMend(Vertx vertx, VertxTestContext test) {
        vertx.runOnContext(v -> test.verify(() -> {
            UplinkQueue queue = new UplinkQueue(vertx);
            offer(queue, "full", Future.failedFuture(Failure.of(ErrorCode.SESSION_FULL, "full")));
            offer(queue, "next", Future.succeededFuture("next"));
            assertThat(said).containsExactly("SESSION_FULL full", "stored next");
            test.completeNow();
        }));
    }

    @Test
    void forgetsWhatWaitsWhenItsConnectionIsGone(Vertx vertx, VertxTestContext test) {
        vertx.runOnContext(v -> test.verify(() -> {
            UplinkQueue queue = new UplinkQueue(vertx);
            offer(queue, "one", Future.failedFuture(Failure.unavailable("away")));
            queue.close();
            assertThat(queue.size()).isZero();
            test.completeNow();
        }));
    }

    private void offer(UplinkQueue queue, String name, Future<String> outcome) {
        queue.offer(() -> outcome, done -> said.add("stored " + done), cause -> said.add(code(cause) + " " + name));
    }

    private static String code(Throwable cause) {
        return cause instanceof Failure failure ? failure.code().name() : cause.toString();
    }
}
