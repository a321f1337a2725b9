package io.hawser.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private final ChainCheck chain = new ChainCheck();

    @BeforeEach
    void snapshot() {
        chain.snapshot(frame(2, 10));
    }

    @Test
    void acceptsWhatFollows() {
        assertThat(chain.change(frame(2, 12).put("from", 10))).isTrue();
        assertThat(chain.change(frame(3, 13).put("from", 12))).isTrue();
        assertThat(chain.cursor("dev_1")).isEqualTo(new JsonArray().add(3L).add(13L));
        assertThat(chain.broken()).isZero();
    }

    @Test
    void noticesAGap() {
        assertThat(chain.change(frame(2, 12).put("from", 11))).isFalse();
        assertThat(chain.breaks()).singleElement().asString().contains("at revision 10 came a change from 11 to 12");
    }

    @Test
    void noticesARepetition() {
        chain.change(frame(2, 11).put("from", 10));
        assertThat(chain.change(frame(2, 11).put("from", 10))).isFalse();
    }

    @Test
    void noticesAnOldEpoch() {
        assertThat(chain.change(frame(1, 11).put("from", 10))).isFalse();
    }

    @Test
    void noticesAChangeOfADeviceItWasToldNothingOf() {
        assertThat(chain.change(frame(1, 1).put("device", "dev_2").put("from", 0)))
                .isFalse();
        assertThat(chain.cursor("dev_3")).isNull();
    }

    private static JsonObject frame(long epoch, long revision) {
        return new JsonObject().put("device", "dev_1").put("epoch", epoch).put("revision", revision);
    }
}
