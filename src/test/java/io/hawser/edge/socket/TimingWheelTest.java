package io.hawser.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingWheelTest {
    private final List<String> due = new ArrayList<>();
    private final TimingWheel<String> wheel =
            new TimingWheel<>(Duration.ofMillis(100), Duration.ofSeconds(1), due::add);

    @Test
    void givesTheOthersTheirTurnWhenOneFails() {
        TimingWheel<String> failing = new TimingWheel<>(Duration.ofMillis(100), Duration.ofSeconds(1), item -> {
            if (item.equals("bad")) {
                throw new IllegalArgumentException(item);
            }
            due.add(item);
        });
        failing.schedule("bad", 100);
        failing.schedule("good", 100);

        assertThatThrownBy(failing::advance).hasMessage("bad");

        assertThat(due).containsExactly("good");
    }

    @Test
    void tellsEachAtTheFirstTickThatIsNotBeforeItsTime() {
        wheel.schedule("a", 100);
        wheel.schedule("b", 101);
        wheel.schedule("c", 1_000);
        wheel.advance();
        assertThat(due).containsExactly("a");
        wheel.advance();
        assertThat(due).containsExactly("a", "b");
        for (int i = 0; i < 7; i++) {
            wheel.advance();
        }
        assertThat(due).hasSize(2);
        wheel.advance();
        assertThat(due).containsExactly("a", "b", "c");
    }

    @Test
    void takesAnItemAgainWhileItTellsOfIt() {
        List<String> seen = new ArrayList<>();
        TimingWheel<String>[] self = newArray();
        self[0] = new TimingWheel<>(Duration.ofMillis(10), Duration.ofMillis(50), item -> {
            seen.add(item);
            self[0].schedule(item, 10);
        });
        self[0].schedule("x", 10);
        self[0].advance();
        self[0].advance();
        assertThat(seen).containsExactly("x", "x");
    }

    @Test
    void neverTellsBeforeTheNextTickHoweverShortTheDelay() {
        wheel.schedule("now", 0);
        assertThat(due).isEmpty();
        wheel.advance();
        assertThat(due).containsExactly("now");
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TimingWheel<String>[] newArray() {
        return new TimingWheel[1];
    }
}
