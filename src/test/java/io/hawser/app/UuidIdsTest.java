package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testing.ManualClock;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UuidIdsTest {
    private final UuidIds ids = new UuidIds(Clock.systemUTC());

    @Test
    void sessionsAreUuidsOfVersion7() {
        assertThat(UUID.fromString(ids.session().value()).version()).isEqualTo(7);
    }

    @Test
    void idsGoByTheHubsTimeAndNotByTheHosts() {
        ManualClock clock = new ManualClock();

        UUID session = UUID.fromString(new UuidIds(clock).session().value());

        assertThat(session.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
    }

    @Test
    void idsRiseAndAreNeverTheSame() {
        List<String> made =
                Stream.generate(() -> ids.command().value()).limit(10_000).toList();
        assertThat(made).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("cmd_[0-9a-f]{32}"));
    }
}
