package io.hawser.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandleTest {
    @Test
    void leadsNowhereOnceItIsReleased() {
        List<String> seen = new ArrayList<>();
        Handle<String> handle = new Handle<>("socket");
        TimingWheel<Handle<String>> wheel =
                new TimingWheel<>(Duration.ofMillis(10), Duration.ofMillis(100), due -> due.ifHeld(seen::add));
        wheel.schedule(handle, 10);
        wheel.schedule(handle, 30);

        wheel.advance();
        assertThat(seen).containsExactly("socket");
        handle.release();
        wheel.advance();
        wheel.advance();
        assertThat(seen).containsExactly("socket");
    }
}
