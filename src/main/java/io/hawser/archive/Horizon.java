package io.hawser.archive;

import io.hawser.domain.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Up to where each kind is to be archived.
 *
 * @param firstHot of each kind the first UTC day that stays in PostgreSQL
 */
public record Horizon(Map<Kind, LocalDate> firstHot) {
    public Horizon {
        firstHot = Map.copyOf(firstHot);
    }

    /** What the retention asks for at a moment: a day is over for a kind once its last row is as old as that. */
    public static Horizon of(Retention retention, Instant now) {
        Map<Kind, LocalDate> days = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            days.put(kind, LocalDate.ofInstant(now.minus(retention.of(kind)), ZoneOffset.UTC));
        }
        return new Horizon(days);
    }

    /** Every kind up to that day, which stays. */
    public static Horizon before(LocalDate day) {
        Map<Kind, LocalDate> days = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            days.put(kind, day);
        }
        return new Horizon(days);
    }

    /** The kinds of which that day is to be archived. */
    public Set<Kind> due(LocalDate day) {
        Set<Kind> due = EnumSet.noneOf(Kind.class);
        firstHot.forEach((kind, first) -> {
            if (day.isBefore(first)) {
                due.add(kind);
            }
        });
        return due;
    }
}
