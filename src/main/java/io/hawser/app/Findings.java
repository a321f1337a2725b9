package io.hawser.app;

import java.util.ArrayList;
import java.util.List;

/** What a check-up found, in its order. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /** How it is. */
    enum Level {
        GOOD("ok  "),
        ADVICE("!   "),
        BAD("FAIL");

        private final String mark;

        Level(String mark) {
            this.mark = mark;
        }
    }

    /** One thing that was looked at: what was found and, unless it is good, what to do. */
    record Finding(Level level, String about, String found, String advice) {
        String line() {
            return "%s  %-10s %s%s"
                    .formatted(level.mark, about, found, advice.isEmpty() ? "" : "\n                 -> " + advice);
        }
    }

    void good(String about, String found) {
        all.add(new Finding(Level.GOOD, about, found, ""));
    }

    /** The hub can run, and would run better otherwise. */
    void advise(String about, String found, String advice) {
        all.add(new Finding(Level.ADVICE, about, found, advice));
    }

    /** The hub can't run, or would lose what it acknowledged. */
    void bad(String about, String found, String advice) {
        all.add(new Finding(Level.BAD, about, found, advice));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
