package io.hawser.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.condition.Lasting.Turn;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Lasting SLOW = new Lasting(Duration.ofMinutes(2), Duration.ofMinutes(1));
    private static final Lasting AT_ONCE = new Lasting(Duration.ZERO, Duration.ZERO);

    @Test
    void waitsUntilItHasLastedAndUntilItHasBeenGone() {
        assertThat(SLOW.heard(Phase.CALM, Verdict.HOLDS, NOW))
                .contains(new Turn(Phase.PENDING, NOW.plus(Duration.ofMinutes(2))));
        assertThat(SLOW.heard(Phase.PENDING, Verdict.HOLDS, NOW)).isEmpty();
        assertThat(Lasting.due(Phase.PENDING)).contains(Phase.RAISED);
        assertThat(SLOW.heard(Phase.RAISED, Verdict.FAILS, NOW))
                .contains(new Turn(Phase.CLEARING, NOW.plus(Duration.ofMinutes(1))));
        assertThat(Lasting.due(Phase.CLEARING)).contains(Phase.CALM);
    }

    @Test
    void beginsAnewWhenItDidNotLastAndGoesOnWhenItComesBack() {
        assertThat(SLOW.heard(Phase.PENDING, Verdict.FAILS, NOW)).contains(new Turn(Phase.CALM, null));
        assertThat(SLOW.heard(Phase.CLEARING, Verdict.HOLDS, NOW)).contains(new Turn(Phase.RAISED, null));
        assertThat(SLOW.heard(Phase.CLEARING, Verdict.LASTS, NOW)).contains(new Turn(Phase.RAISED, null));
    }

    @Test
    void waitsForNothingWhereNoTimeIsAskedFor() {
        assertThat(AT_ONCE.heard(Phase.CALM, Verdict.HOLDS, NOW)).contains(new Turn(Phase.RAISED, null));
        assertThat(AT_ONCE.heard(Phase.RAISED, Verdict.FAILS, NOW)).contains(new Turn(Phase.CALM, null));
    }

    @Test
    void staysAsItIsByWhatSaysNothing() {
        for (Phase phase : Phase.values()) {
            assertThat(SLOW.heard(phase, Verdict.SILENT, NOW)).isEmpty();
            assertThat(SLOW.heard(phase, Verdict.ASK, NOW)).isEmpty();
        }
        assertThat(SLOW.heard(Phase.CALM, Verdict.LASTS, NOW)).isEmpty();
    }
}
