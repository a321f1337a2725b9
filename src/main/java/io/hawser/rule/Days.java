package io.hawser.rule;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Days of the week. */
public record Days(Set<DayOfWeek> days) {
    /** All of them. */
    public static final Days EVERY = new Days(Set.of(DayOfWeek.values()));

    /** As they are written, from Monday on. */
    static final List<String> WORDS =
            Stream.of(DayOfWeek.values()).map(Days::word).toList();

    public Days {
        days = Set.copyOf(days);
    }

    boolean has(DayOfWeek day) {
        return days.contains(day);
    }

    static String word(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    static DayOfWeek day(String word) {
        return DayOfWeek.of(WORDS.indexOf(word) + 1);
    }
}
