package io.hawser.rule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have done.
 *
 * @param reason why it is not all: {@code firings}, {@code entries}, {@code time} or {@code archived}; null: it is all
 * @param devices how many were looked at
 * @param entries how many of their logs were read
 */
public record Trial(
        Instant from,
        Instant to,
        @Nullable String reason,
        int devices,
        int entries,
        List<Fired> firings,
        Sentence says) {
    public Trial {
        firings = List.copyOf(firings);
    }

    /** The same, where what was before is in the archive only. */
    Trial archived() {
        return new Trial(from, to, "archived", devices, entries, firings, says);
    }
}
