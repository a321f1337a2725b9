package io.hawser.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HorizonTest {
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(30), Map.of(Kind.FAULT, Duration.ofDays(365)));

    @Test
    void aDayIsDueOnceItsLastMomentIsAsOldAsTheRetention() {
        LocalDate day = LocalDate.parse("2026-01-31");

        assertThat(Horizon.of(RETENTION, Instant.parse("2026-03-02T23:59:59.999Z"))
                        .due(day))
                .isEmpty();
        assertThat(Horizon.of(RETENTION, Instant.parse("2026-03-03T00:00:00Z")).due(day))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Kind.FAULT)));
        assertThat(Horizon.of(RETENTION, Instant.parse("2027-02-01T00:00:00Z")).due(day))
                .containsExactlyInAnyOrder(Kind.values());
    }

    @Test
    void beforeADayIsEveryKindAndNotTheDayItself() {
        Horizon horizon = Horizon.before(LocalDate.parse("2026-02-01"));

        assertThat(horizon.due(LocalDate.parse("2026-01-31"))).containsExactlyInAnyOrder(Kind.values());
        assertThat(horizon.due(LocalDate.parse("2026-02-01"))).isEmpty();
    }
}
