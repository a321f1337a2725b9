package io.hawser.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a strategy asks of a device, by what is wanted of it. */
class AskingTest {
    private static final Map<String, Json> NOTHING = Map.of();

    private static Snapshot device(Map<String, Json> state, Map<String, Json> desired) {
        return new Snapshot(new DeviceId("dev_1"), 1, 9, state, desired, 7, Presence.never(Instant.EPOCH));
    }

    private static Map<String, Json> target(String value) {
        return Map.of("target", new Json(value));
    }

    private static Asking back(Snapshot now, Map<String, Json> wished, Snapshot before, String... since) {
        return Asking.back(now, new Wishes(9, new Wishes.Last(wished, before, Set.of(since))));
    }

    @Test
    void offersAllThatIsWantedAtPresent() {
        assertThat(Asking.again(device(target("20"), target("22"))).asked())
                .isEqualTo(new Asked(target("22"), List.of(), 7));
        assertThat(Asking.again(device(target("20"), NOTHING)).why()).isEqualTo(Why.NOTHING_WANTED);
    }

    @Test
    void goesBackToWhatTheDeviceHadReported() {
        Asking met = back(device(target("35.0"), NOTHING), target("35"), device(target("20"), NOTHING));
        assertThat(met).isEqualTo(new Asking(new Asked(target("20"), List.of(), 7), Why.NONE));

        Asking open = back(device(target("20"), target("35")), target("35"), device(target("20"), NOTHING));
        assertThat(open).as("the device never followed").isEqualTo(met);
    }

    @Test
    void goesBackToTheWishBeforeThatWasNotMetEither() {
        assertThat(back(device(target("20"), target("35")), target("35"), device(target("20"), target("22")))
                        .asked())
                .isEqualTo(new Asked(target("22"), List.of(), 7));
    }

    @Test
    void takesAWishBackBeforeWhichThereWasNothing() {
        assertThat(back(device(NOTHING, target("35")), target("35"), device(NOTHING, NOTHING))
                        .asked())
                .isEqualTo(new Asked(NOTHING, List.of("target"), 7));
        assertThat(back(device(target("35"), NOTHING), target("35"), device(NOTHING, NOTHING))
                        .why())
                .as("it was met, and there is nothing to go back to")
                .isEqualTo(Why.NO_WISH);
    }

    @Test
    void doesNotApplyWithoutAWishOrWhereThatHasChangedNothing() {
        assertThat(Asking.back(device(target("20"), NOTHING), new Wishes(9, null))
                        .why())
                .isEqualTo(Why.NO_WISH);
        assertThat(back(device(target("20"), target("22")), target("22"), device(target("20"), target("22")))
                        .why())
                .isEqualTo(Why.NO_WISH);
    }

    @Test
    void touchesNothingThatHasBecomeOtherwiseSince() {
        Snapshot before = device(target("20"), NOTHING);
        assertThat(back(device(target("35"), NOTHING), target("35"), before, "target")
                        .why())
                .as("somebody wished since, if for the same")
                .isEqualTo(Why.WISH_CHANGED);
        assertThat(back(device(target("35"), target("24")), target("35"), before)
                        .why())
                .as("the kept log may not know yet")
                .isEqualTo(Why.WISH_CHANGED);
        assertThat(back(device(target("24"), NOTHING), target("35"), before).why())
                .as("somebody turned it by hand")
                .isEqualTo(Why.WISH_CHANGED);
        assertThat(back(device(target("35"), NOTHING), target("35"), before, "mode")
                        .why())
                .as("that is another matter")
                .isEqualTo(Why.NONE);
    }

    @Test
    void isFollowedWhenTheDeviceHasReportedAllOfIt() {
        Asked asked = new Asked(target("22"), List.of(), 7);
        assertThat(Asking.isFollowed(asked, device(target("22.0"), NOTHING))).isTrue();
        assertThat(Asking.isFollowed(asked, device(target("20"), target("22")))).isFalse();
        assertThat(Asking.isFollowed(asked, device(target("20"), NOTHING)))
                .as("overridden at the device")
                .isFalse();
        assertThat(Asking.isFollowed(asked, device(NOTHING, NOTHING))).isFalse();
    }
}
