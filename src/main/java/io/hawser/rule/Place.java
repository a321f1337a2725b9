package io.hawser.rule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.shredzone.commons.suncalc.SunPosition;
import org.shredzone.commons.suncalc.SunTimes;

/**
 * Where on earth something is, in degrees.
 *
 * @param latitude north of the equator, −90 to 90
 * @param longitude east of Greenwich, −180 to 180
 */
public record Place(double latitude, double longitude) {
    /** The upper edge of the sun is at the horizon, as the air bends its light. */
    private static final double HORIZON = -0.833;

    private static final int DAYS = 368;
    /** The sun goes around in a day. */
    private static final int SECONDS_OF_A_DEGREE = 240;

    /** What the sun does at the horizon. */
    public enum Sun {
        RISE,
        SET
    }

    /** Whether the sun is above the horizon. */
    boolean isLight(Instant at) {
        return SunPosition.compute().on(at).at(latitude, longitude).execute().getTrueAltitude() > HORIZON;
    }

    /** When it next does so after a moment; empty: not within a year. */
    Optional<Instant> next(Sun what, Instant after) {
        Instant noon = after.plusSeconds(Math.round(longitude * SECONDS_OF_A_DEGREE));
        LocalDate day = LocalDate.ofInstant(noon, ZoneOffset.UTC).minusDays(1);
        for (int i = 0; i < DAYS; i++) {
            Optional<Instant> found = on(what, day.plusDays(i)).filter(at -> at.isAfter(after));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** On one day as the sun tells it, which has each at most once: whenever it is asked for, it is the same moment. */
    private Optional<Instant> on(Sun what, LocalDate day) {
        ZonedDateTime midnight =
                day.atStartOfDay(ZoneOffset.UTC).minusSeconds(Math.round(longitude * SECONDS_OF_A_DEGREE));
        SunTimes times =
                SunTimes.compute().on(midnight).at(latitude, longitude).oneDay().execute();
        ZonedDateTime found = what == Sun.RISE ? times.getRise() : times.getSet();
        return Optional.ofNullable(found).map(ZonedDateTime::toInstant).map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    }
}
