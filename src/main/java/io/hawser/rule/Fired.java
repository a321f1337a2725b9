package io.hawser.rule;

import io.hawser.condition.Evidence;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.RuleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule is to act, or would have, had nothing kept it from it.
 *
 * @param device null: the clock set it off
 * @param why what it was seen by
 * @param cause what it came of; null: nothing else
 * @param kept what keeps it from acting; null: nothing
 * @param guard which of its {@code onlyIf} does, from 0; else −1
 */
public record Fired(
        RuleId rule,
        Branch branch,
        @Nullable DeviceId device,
        Instant at,
        Evidence why,
        @Nullable Cause cause,
        @Nullable Obstacle kept,
        int guard) {
    /** What it was seen by, an object. */
    public Json seen() {
        return why.json();
    }

    /** Which part of the rule. */
    public enum Branch {
        THEN,
        ELSE
    }
}
