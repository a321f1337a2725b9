package io.hawser.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Sensor FRIDGE = Sensor.named(8, "Fridge");

    private final Delivery delivery = new Delivery();

    @BeforeEach
    void expect() {
        List<Step> steps = IntStream.range(0, 6)
                .mapToObj(i -> new Step(Instant.ofEpochSecond(i), 8, i % 2 == 0))
                .toList();
        delivery.expect("dev_1", FRIDGE, steps);
    }

    @Test
    void isCompleteWhenEverythingCameInOrder() {
        for (int i = 0; i < 6; i++) {
            assertThat(delivery.isComplete()).isFalse();
            assertThat(delivery.told(change(i))).isEqualTo(i);
        }
        assertThat(delivery.isComplete()).isTrue();
        assertThat(delivery.wrong()).isZero();
    }

    @Test
    void countsWhatCameMerged() {
        assertThat(delivery.told(change(3).put("merged", 4))).isEqualTo(3);
        assertThat(delivery.told("dev_1")).isEqualTo(4);
        assertThat(delivery.merged()).isEqualTo(4);
        assertThat(delivery.wrong()).isZero();
    }

    @Test
    void noticesWhatIsMissing() {
        delivery.told(change(0));
        assertThat(delivery.told(change(3))).isEqualTo(-1);
        assertThat(delivery.problems()).containsExactly("2 missing before Fridge false at 1970-01-01T00:00:03Z");
        assertThat(delivery.told(change(4))).as("goes on behind the gap").isEqualTo(4);
    }

    @Test
    void noticesWhatCameTwice() {
        delivery.told(change(0));
        delivery.told(change(1));
        delivery.told(change(0));
        assertThat(delivery.problems()).singleElement().asString().contains("came twice, or late");
        assertThat(delivery.told("dev_1")).isEqualTo(2);
    }

    @Test
    void noticesAWrongValue() {
        delivery.told(change(0).put("set", new JsonObject().put("open", false)));
        assertThat(delivery.problems()).singleElement().asString().contains("was never recorded");
    }

    @Test
    void noticesAChangeOfNoSensor() {
        delivery.told(change(0).put("device", "dev_2"));
        delivery.told(change(0).put("set", new JsonObject().put("battery", 3)));
        assertThat(delivery.wrong()).isEqualTo(2);
    }

    private static JsonObject change(int step) {
        return new JsonObject()
                .put("type", "change")
                .put("device", "dev_1")
                .put("set", new JsonObject().put("open", step % 2 == 0))
                .put("at", step * 1000L);
    }
}
