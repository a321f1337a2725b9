package io.hawser.app;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        done(vertx.close());
    }

    @Test
    void tellsOfAFullDiskWhenSomethingFails() {
        assertThatThrownBy(() ->
                        done(new Room(vertx, () -> 0).explaining(RoomTest::away).get()))
                .hasMessageContaining("disk of the data folder is full");
    }

    @Test
    void leavesTheFailureAsItIsWhereThereIsRoom() {
        assertThatThrownBy(() -> done(new Room(vertx, () -> 1L << 30)
                        .explaining(RoomTest::away)
                        .get()))
                .hasMessageContaining("is away");
    }

    @Test
    void saysNothingOfAFullDiskWhileAllGoesWell() {
        assertThat(new Room(vertx, () -> 0)
                        .explaining(Future::succeededFuture)
                        .get()
                        .succeeded())
                .isTrue();
    }

    private static Future<?> away() {
        return Future.failedFuture(Failure.unavailable("The live store is away."));
    }
}
