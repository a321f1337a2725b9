package io.hawser.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.check.CheckStore.Site;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.testing.CountingIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many make an outage is said by the settings. */
class OutagesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_760_000_000_000L);
    private static final DeviceId LAMP = new DeviceId("dev_1");

    @Test
    void takesAsManyDevicesAsIsSet() {
        assertThat(isOutage(3, 10, 2, 4)).isFalse();
        assertThat(isOutage(3, 10, 3, 6)).isTrue();
        assertThat(isOutage(3, 10, 9, 100)).isFalse();
        assertThat(isOutage(3, 10, 10, 100)).isTrue();
        assertThat(isOutage(5, 10, 3, 6)).isFalse();
        assertThat(isOutage(5, 10, 5, 6)).isTrue();
        assertThat(isOutage(3, 40, 10, 100)).isFalse();
        assertThat(isOutage(3, 40, 40, 100)).isTrue();
    }

    private static boolean isOutage(int least, int many, int gone, int total) {
        CheckSettings usual = CheckSettings.USUAL;
        CheckSettings settings = new CheckSettings(usual.tick(), usual.together(), least, many, Duration.ofMinutes(5));
        Fault.Step step = Fault.found(
                new FaultId("flt_1"),
                LAMP,
                Outages.GONE,
                Severity.MAJOR,
                NOW,
                new Actor.ByHub("check"),
                Json.EMPTY,
                null,
                false,
                new Cause("flt_1"));
        List<Fault.Step> steps = new Outages(settings, new CountingIds())
                .carried(List.of(step), List.of(new Site(new SpaceId("spc_1"), Set.of(LAMP), total, gone, null)), NOW);
        return steps.get(0).fault().code().equals(Outages.OUTAGE);
    }
}
