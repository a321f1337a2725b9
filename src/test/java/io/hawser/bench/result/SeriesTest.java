package io.hawser.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void theMedianIsTheOneInTheMiddleOfAnyOrder() {
        assertThat(series(9, 1, 5).median()).isEqualTo(5);
        assertThat(series(7).median()).isEqualTo(7);
    }

    @Test
    void ofAnEvenNumberItIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(series(10, 1, 3, 5).median()).isEqualTo(4);
    }

    @Test
    void withoutValuesThereIsNone() {
        assertThatThrownBy(() -> new Series("hub", "p99", "ms", List.of())).hasMessageContaining("no values");
    }

    @Test
    void comesBackFromJson() {
        Series series =
                new Series("hub", "p99", "ms", List.of(new Series.Value(1.5, false), new Series.Value(2, true)));
        assertThat(Series.of(series.toJson())).isEqualTo(series);
    }

    static Series series(double... values) {
        return new Series(
                "hub",
                "deliveries",
                "1/s",
                Arrays.stream(values)
                        .mapToObj(value -> new Series.Value(value, false))
                        .toList());
    }
}
