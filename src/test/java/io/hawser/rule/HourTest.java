package io.hawser.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moments that the clock and the sun tell, whatever is done to the clock meanwhile. */
class HourTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Place HOME = new Place(52.52, 13.405);

    @ParameterizedTest
    @CsvSource({
        // An ordinary day, in winter and in summer.
        "22:00, 2026-01-10T12:00:00Z, 2026-01-10T21:00:00Z",
        "22:00, 2026-07-10T12:00:00Z, 2026-07-10T20:00:00Z",
        // Its own moment is over.
        "22:00, 2026-01-10T21:00:00Z, 2026-01-11T21:00:00Z",
        // A time that the day does not have is as much later as the clock is put forward.
        "02:30, 2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z",
        "02:30, 2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z",
        // Of one that it has twice, the first counts, and only that.
        "02:30, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "02:30, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        // Midnight.
        "00:00, 2026-01-10T12:00:00Z, 2026-01-10T23:00:00Z"
    })
    void comesAtItsTimeOfDay(String time, String after, String expected) {
        Hour hour = new Hour.At(LocalTime.parse(time), Days.EVERY, BERLIN);
        assertThat(hour.next(Instant.parse(after))).contains(Instant.parse(expected));
    }

    @Test
    void comesOnceADayThroughAYear() {
        Hour hour = new Hour.At(LocalTime.of(2, 30), Days.EVERY, BERLIN);
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        List<Instant> all = new ArrayList<>();
        for (int i = 0; i < 365; i++) {
            at = hour.next(at).orElseThrow();
            all.add(at);
        }
        assertThat(all.get(364)).isEqualTo(Instant.parse("2026-12-31T01:30:00Z"));
        assertThat(all.stream().map(one -> one.atZone(BERLIN).toLocalDate()).distinct())
                .hasSize(365);
    }

    @Test
    void comesOnChosenDaysOnly() {
        Hour hour = new Hour.At(LocalTime.of(7, 0), new Days(Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)), BERLIN);
        // A Saturday.
        Instant first = hour.next(Instant.parse("2026-01-10T12:00:00Z")).orElseThrow();
        Instant second = hour.next(first).orElseThrow();
        assertThat(first).isEqualTo(Instant.parse("2026-01-12T06:00:00Z"));
        assertThat(second).isEqualTo(Instant.parse("2026-01-16T06:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // Berlin, by the almanac.
        "SET, 2026-06-21T12:00:00Z, 2026-06-21T19:33:00Z",
        "RISE, 2026-06-21T12:00:00Z, 2026-06-22T02:43:00Z",
        "SET, 2026-12-21T12:00:00Z, 2026-12-21T14:54:00Z",
        "RISE, 2026-12-21T00:00:00Z, 2026-12-21T07:15:00Z"
    })
    void comesWithTheSun(Place.Sun what, String after, String almanac) {
        Hour hour = new Hour.Sun(what, Duration.ZERO, Days.EVERY, BERLIN, HOME);
        Instant next = hour.next(Instant.parse(after)).orElseThrow();
        assertThat(Duration.between(Instant.parse(almanac), next).abs()).isLessThan(Duration.ofMinutes(3));
    }

    @Test
    void comesOnceADayWithTheSunAndItsOffset() {
        for (int minutes : new int[] {-90, 0, 45}) {
            Hour hour = new Hour.Sun(Place.Sun.SET, Duration.ofMinutes(minutes), Days.EVERY, BERLIN, HOME);
            Instant at = Instant.parse("2026-01-01T00:00:00Z");
            for (int day = 1; day <= 365; day++) {
                Instant next = hour.next(at).orElseThrow();
                assertThat(next.atZone(BERLIN).getDayOfYear()).isEqualTo(day);
                at = next;
            }
        }
    }

    @Test
    void waitsForTheSunAtThePole() {
        Place tromso = new Place(69.65, 18.96);
        Hour hour = new Hour.Sun(Place.Sun.RISE, Duration.ZERO, Days.EVERY, BERLIN, tromso);
        Instant next = hour.next(Instant.parse("2025-12-10T00:00:00Z")).orElseThrow();
        assertThat(next).isBetween(Instant.parse("2026-01-13T00:00:00Z"), Instant.parse("2026-01-18T00:00:00Z"));
    }

    @Test
    void knowsWhetherItIsLight() {
        assertThat(HOME.isLight(Instant.parse("2026-06-21T19:25:00Z"))).isTrue();
        assertThat(HOME.isLight(Instant.parse("2026-06-21T19:42:00Z"))).isFalse();
    }

    @Test
    void seesAWindowOverMidnightByTheDayItBeginsOn() {
        Guard.Window window =
                new Guard.Window(LocalTime.of(22, 0), LocalTime.of(6, 0), new Days(Set.of(DayOfWeek.SATURDAY)), BERLIN);
        assertThat(window.holds(Instant.parse("2026-01-10T21:00:00Z"))).isTrue();
        assertThat(window.holds(Instant.parse("2026-01-11T04:59:00Z"))).isTrue();
        assertThat(window.holds(Instant.parse("2026-01-11T05:00:00Z"))).isFalse();
        assertThat(window.holds(Instant.parse("2026-01-10T04:00:00Z"))).isFalse();
        assertThat(window.holds(Instant.parse("2026-01-11T21:30:00Z"))).isFalse();
    }
}
