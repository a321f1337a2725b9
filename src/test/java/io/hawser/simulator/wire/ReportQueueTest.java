package io.hawser.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportQueueTest {
    private final ReportQueue queue = new ReportQueue(4, 2);

    @Test
    void sendsNoMoreThanItsWindowAtOnce() {
        add(3);
        assertThat(seqs(queue.toSend())).containsExactly(1L, 2L);
        assertThat(queue.toSend()).isEmpty();
        queue.acknowledged(1);
        assertThat(seqs(queue.toSend())).containsExactly(3L);
    }

    @Test
    void takesAnAckForAllThatCameBefore() {
        Future<Void> first = queue.add(new JsonObject());
        Future<Void> second = queue.add(new JsonObject());
        Future<Void> third = queue.add(new JsonObject());
        queue.toSend();
        queue.acknowledged(2);
        assertThat(first.succeeded()).isTrue();
        assertThat(second.succeeded()).isTrue();
        assertThat(third.isComplete()).isFalse();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void startsOverFromTheOldestAfterALostLink() {
        add(3);
        queue.toSend();
        queue.acknowledged(1);
        queue.toSend();
        queue.rewind();
        assertThat(seqs(queue.toSend())).containsExactly(2L, 3L);
    }

    @Test
    void letsARefusedFrameOutOfTheWay() {
        Future<Void> first = queue.add(new JsonObject());
        add(1);
        queue.toSend();
        queue.refused(1, new HubRefusal("BAD_VALUE", 422, "no", Duration.ZERO));
        assertThat(first.failed()).isTrue();
        queue.rewind();
        assertThat(seqs(queue.toSend())).containsExactly(2L);
    }

    @Test
    void takesNoMoreThanItCanHold() {
        add(4);
        assertThat(queue.add(new JsonObject()).failed()).isTrue();
        queue.toSend();
        queue.acknowledged(1);
        assertThat(queue.add(new JsonObject()).failed()).isFalse();
    }

    @Test
    void failsWhatIsLeftWhenItGivesUp() {
        Future<Void> sent = queue.add(new JsonObject());
        queue.toSend();
        Future<Void> unsent = queue.add(new JsonObject());
        queue.fail(new IllegalStateException("gone"));
        assertThat(sent.failed()).isTrue();
        assertThat(unsent.failed()).isTrue();
        assertThat(queue.size()).isZero();
    }

    private void add(int frames) {
        for (int i = 0; i < frames; i++) {
            queue.add(new JsonObject());
        }
    }

    private static List<Long> seqs(List<JsonObject> frames) {
        return frames.stream().map(frame -> frame.getLong("seq")).toList();
    }
}
