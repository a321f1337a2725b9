package io.hawser.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.alert.Preferences.Quiet;
import io.hawser.domain.Severity;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class PreferencesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void isQuietOverNightInTheirOwnZone() {
        Preferences night = quiet(LocalTime.of(22, 0), LocalTime.of(7, 0), true, null);
        assertThat(night.quietUntil(at("2026-03-01T20:59:59Z"), Severity.MAJOR)).isNull();
        assertThat(night.quietUntil(at("2026-03-01T21:00:00Z"), Severity.MAJOR)).isEqualTo(at("2026-03-02T06:00:00Z"));
        assertThat(night.quietUntil(at("2026-03-02T05:59:59Z"), Severity.MAJOR)).isEqualTo(at("2026-03-02T06:00:00Z"));
        assertThat(night.quietUntil(at("2026-03-02T06:00:00Z"), Severity.MAJOR)).isNull();
    }

    @Test
    void isBrokenByWhatIsCriticalOnlyIfTheyWantThat() {
        Instant midnight = at("2026-03-01T23:00:00Z");
        assertThat(quiet(LocalTime.of(22, 0), LocalTime.of(7, 0), true, null).quietUntil(midnight, Severity.CRITICAL))
                .isNull();
        assertThat(quiet(LocalTime.of(22, 0), LocalTime.of(7, 0), false, null).quietUntil(midnight, Severity.CRITICAL))
                .isEqualTo(at("2026-03-02T06:00:00Z"));
    }

    @Test
    void isQuietWithinADayToo() {
        Preferences noon = quiet(LocalTime.of(12, 0), LocalTime.of(14, 0), true, null);
        assertThat(noon.quietUntil(at("2026-03-01T10:59:00Z"), Severity.MINOR)).isNull();
        assertThat(noon.quietUntil(at("2026-03-01T11:00:00Z"), Severity.MINOR)).isEqualTo(at("2026-03-01T13:00:00Z"));
        assertThat(noon.quietUntil(at("2026-03-01T13:00:00Z"), Severity.MINOR)).isNull();
    }

    @Test
    void endsAtTheHourThatClocksShowAfterTheyWereSet() {
        Preferences night = quiet(LocalTime.of(22, 0), LocalTime.of(7, 0), true, null);
        assertThat(night.quietUntil(at("2026-03-28T22:00:00Z"), Severity.MINOR)).isEqualTo(at("2026-03-29T05:00:00Z"));
    }

    @Test
    void hasItsDigestOnceADay() {
        Preferences daily = quiet(LocalTime.of(0, 0), LocalTime.of(0, 0), true, LocalTime.of(8, 0));
        assertThat(daily.nextDigest(at("2026-03-01T06:59:00Z"))).isEqualTo(at("2026-03-01T07:00:00Z"));
        assertThat(daily.nextDigest(at("2026-03-01T07:00:00Z"))).isEqualTo(at("2026-03-02T07:00:00Z"));
        assertThat(daily.quietUntil(at("2026-03-01T07:00:00Z"), Severity.MINOR)).isNull();
    }

    private static Preferences quiet(
            LocalTime from, LocalTime until, boolean breaks, @org.jspecify.annotations.Nullable LocalTime digest) {
        Preferences usual = Preferences.USUAL;
        return new Preferences(
                "en", BERLIN, usual.mail(), usual.sms(), usual.push(), new Quiet(from, until, breaks), digest);
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
