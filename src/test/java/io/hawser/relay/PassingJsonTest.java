package io.hawser.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.bus.Adjusting;
import io.hawser.bus.NodeViewers;
import io.hawser.bus.Passing;
import io.hawser.bus.Viewers.Viewer;
import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassingJsonTest {
    private static final DeviceId LAMP = new DeviceId("dev_1");
    private static final UserId ANA = new UserId("usr_1");

    static Stream<Passing> all() {
        return Stream.of(
                new NodeViewers(LAMP, "run", List.of(new Viewer(ANA, "Ana \"A\""), new Viewer(ANA, "")), 7, true),
                new NodeViewers(LAMP, "run", List.of(), 0, false),
                new Adjusting(LAMP, "bright\\ness", ANA, "安娜", new SessionId("ses_1"), true),
                new Adjusting(LAMP, "power", ANA, "Ana", new SessionId("ses_1"), false));
    }

    @ParameterizedTest
    @MethodSource("all")
    void comesBackAsItWent(Passing passing) {
        assertThat(PassingJson.read(LAMP, PassingJson.write(passing))).isEqualTo(passing);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> PassingJson.read(LAMP, "{\"event\":\"dance\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
