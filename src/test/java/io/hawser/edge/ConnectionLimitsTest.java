package io.hawser.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.ConnectionLimits.Slot;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private final ConnectionLimits limits = new ConnectionLimits(2);

    @Test
    void countsEachKeyForItself() {
        assertThat(limits.take("ana")).isPresent();
        assertThat(limits.take("ana")).isPresent();
        assertThat(limits.take("ana")).isEmpty();
        assertThat(limits.take("ben")).isPresent();
        assertThat(limits.count("ana")).isEqualTo(2);
    }

    @Test
    void takesAPlaceBackOnce() {
        Slot first = limits.take("ana").orElseThrow();
        assertThat(limits.take("ana")).isPresent();
        first.release();
        first.release();

        assertThat(limits.count("ana")).isEqualTo(1);
        assertThat(limits.take("ana")).isPresent();
        assertThat(limits.take("ana")).isEmpty();
    }
}
