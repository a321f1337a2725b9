package io.hawser.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.device.ReplacementStore.Held;
import io.hawser.device.ReplacementStore.Unsettled;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.UserId;
import io.hawser.testing.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens after the register has changed, wherever a node stops. */
class ReplacementTest {
    private static final DeviceId LAMP = new DeviceId("dev_lamp");
    private static final DeviceId SPARE = new DeviceId("dev_spare");
    private static final UserId ANA = new UserId("usr_ana");
    private static final Actor BY = new Actor.ByHub("test");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final ManualClock clock = new ManualClock();
    private final Shelf shelf = new Shelf();
    private final List<DeviceId> ended = new ArrayList<>();
    private int steps = Integer.MAX_VALUE;

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void isFinishedByAnotherNodeWhereverOneHasStopped(int until) throws InterruptedException {
        LinkedBlockingQueue<AccessChanged> heard = new LinkedBlockingQueue<>();
        bus.onAccessChanged(heard::add);
        steps = until;
        ReplacementService.Made made =
                replacements().replace(LAMP, SPARE, null, "", BY).await();
        assertThat(made.secret()).as("it has its own").isNull();
        assertThat(shelf.settled).as("the node has stopped").isFalse();

        steps = Integer.MAX_VALUE;
        ReplacementService another = replacements();
        assertThat(another.settle(10).await()).isFalse();
        assertThat(shelf.settled)
                .as("it is up to the node that began it for a while")
                .isFalse();
        clock.pass(Duration.ofSeconds(11));
        another.settle(10).await();

        assertThat(shelf.settled).isTrue();
        assertThat(ended).contains(LAMP, SPARE);
        AccessChanged told = heard.poll(10, TimeUnit.SECONDS);
        assertThat(told).isEqualTo(new AccessChanged(ANA, SPARE, null, AccessChanged.Reason.DEVICE_REMOVED));
    }

    @Test
    void givesASecretToHardwareThatHasNone() {
        ReplacementService.Made made =
                replacements().replace(LAMP, null, null, "", BY).await();
        assertThat(made.secret()).hasSize(43);
        assertThat(made.replacement().until()).isEqualTo(clock.instant().plus(Duration.ofDays(1)));
        assertThat(ended).containsExactly(LAMP);
        assertThat(shelf.settled).isTrue();
    }

    private ReplacementService replacements() {
        return new ReplacementService(shelf, (device, reason, by) -> step(() -> ended.add(device)), bus, clock);
    }

    /** What is done, as long as the node lives. */
    private Future<Void> step(Runnable work) {
        if (steps-- <= 0) {
            return Future.failedFuture(Failure.unavailable("the node has stopped"));
        }
        work.run();
        return Future.succeededFuture();
    }

    /** A store of one. */
    private final class Shelf implements ReplacementStore {
        private Optional<Wish> stored = Optional.empty();
        private boolean settled;

        @Override
        public Future<Replacement> add(Wish wish, AuditEntry audit) {
            stored = Optional.of(wish);
            return Future.succeededFuture(new Replacement(
                    wish.id(),
                    wish.device(),
                    wish.hardware(),
                    "Spare",
                    wish.at(),
                    wish.by(),
                    wish.reason(),
                    wish.until(),
                    null,
                    null,
                    null,
                    true));
        }

        @Override
        public Future<Replacement> undo(DeviceId device, String id, Instant now, UserId who, AuditEntry audit) {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public Future<List<Replacement>> of(DeviceId device) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Optional<Unsettled>> unsettled(String id) {
            return Future.succeededFuture(stored.filter(one -> !settled).map(Shelf::left));
        }

        @Override
        public Future<List<Unsettled>> unsettled(Instant before, int most) {
            return Future.succeededFuture(
                    stored.filter(one -> !settled && one.at().isBefore(before)).map(Shelf::left).stream()
                            .toList());
        }

        @Override
        public Future<Void> settled(Unsettled one) {
            return step(() -> settled = true);
        }

        private static Unsettled left(Wish wish) {
            return new Unsettled(
                    wish.id(), wish.device(), wish.hardware(), false, wish.by(), List.of(new Held(ANA, null)));
        }
    }
}
