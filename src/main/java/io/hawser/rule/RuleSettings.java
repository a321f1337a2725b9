package io.hawser.rule;

import java.time.Duration;

/**
 * How rules are run.
 *
 * @param perPerson how many rules one person may have
 * @param late how long after its time what was to be done is left out
 * @param kept for how long firings are remembered
 * @param mostKept how many of each rule
 * @param tick the pause between looks for what is due
 */
public record RuleSettings(int perPerson, Duration late, Duration kept, int mostKept, Duration tick) {
    /** What does for most. */
    public static final RuleSettings USUAL =
            new RuleSettings(100, Duration.ofHours(1), Duration.ofDays(30), 1000, Duration.ofMillis(250));
}
