package io.hawser.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Failure;
import io.hawser.testing.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SnapshotVerticleTest {
    private static final Duration SETTLING = Duration.ofMinutes(15);

    @Test
    void takesAllDaysThatAreDueAndComesBackAfterAFailure(Vertx vertx, VertxTestContext context) {
        ManualClock clock = new ManualClock();
        Instant now = clock.instant();
        Promise<Void> all = Promise.promise();
        List<LocalDate> taken = new ArrayList<>();
        LocalDate first = LocalDate.parse("2026-01-01");
        SnapshotStore store = new SnapshotStore() {
            private boolean failed;

            @Override
            public Future<Optional<LocalDate>> due(Instant until) {
                assertThat(until).isEqualTo(now.minus(SETTLING));
                return Future.succeededFuture(
                        taken.size() < 3 ? Optional.of(first.plusDays(taken.size())) : Optional.empty());
            }

            @Override
            public Future<Optional<Integer>> take(LocalDate day, Instant at) {
                if (taken.size() == 1 && !failed) {
                    failed = true;
                    return Future.failedFuture(Failure.unavailable("away"));
                }
                taken.add(day);
                if (taken.size() == 3) {
                    all.complete();
                }
                return Future.succeededFuture(Optional.of(1));
            }
        };

        vertx.deployVerticle(new SnapshotVerticle(store, clock, SETTLING, Duration.ofMillis(1)))
                .compose(id -> all.future().compose(done -> vertx.undeploy(id)))
                .onComplete(context.succeeding(done -> context.verify(() -> {
                    assertThat(taken).containsExactly(first, first.plusDays(1), first.plusDays(2));
                    context.completeNow();
                })));
    }
}
