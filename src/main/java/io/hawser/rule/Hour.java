package io.hawser.rule;

import io.hawser.condition.Evidence;
import io.hawser.protocol.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Moments that the clock or the sun tells. Without any input or output. */
public sealed interface Hour {
    /** The first such moment after the given one; empty: there is none within a year. */
    Optional<Instant> next(Instant after);

    /** What to say of it. */
    Evidence seen();

    /**
     * At a time of day. A time that a day does not have, since clocks are put forward, is as much later as they are; of one that it
     * has twice, the first counts.
     */
    record At(LocalTime time, Days days, ZoneId zone) implements Hour {
        private static final int WEEK = 9;

        @Override
        public Optional<Instant> next(Instant after) {
            LocalDate today = after.atZone(zone).toLocalDate();
            for (int i = -1; i < WEEK; i++) {
                LocalDate date = today.plusDays(i);
                Instant at = ZonedDateTime.of(date, time, zone).toInstant();
                if (days.has(date.getDayOfWeek()) && at.isAfter(after)) {
                    return Optional.of(at);
                }
            }
            return Optional.empty();
        }

        @Override
        public Evidence seen() {
            return Evidence.NONE.with("at", time.toString());
        }
    }

    /**
     * At sunrise or sunset.
     *
     * @param offset how much later; negative: earlier
     * @param days by the day that it is then in the zone
     */
    record Sun(Place.Sun what, Duration offset, Days days, ZoneId zone, Place place) implements Hour {
        private static final int MOST = 400;

        @Override
        public Optional<Instant> next(Instant after) {
            Instant from = after.minus(offset);
            for (int i = 0; i < MOST; i++) {
                Optional<Instant> found = place.next(what, from);
                if (found.isEmpty()) {
                    return found;
                }
                Instant at = found.get().plus(offset);
                if (at.isAfter(after) && days.has(at.atZone(zone).getDayOfWeek())) {
                    return Optional.of(at);
                }
                from = found.get();
            }
            return Optional.empty();
        }

        @Override
        public Evidence seen() {
            return Evidence.NONE.with("sun", "sun" + Words.lower(what));
        }
    }
}
