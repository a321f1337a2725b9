package io.hawser.ordeal.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one seed.
 *
 * @param date when it ran, as {@code YYYY-MM-DD}
 * @param faults how many of each kind that the checker looks for, by its title; empty when this ordeal has no such load
 * @param figures what was measured, by name
 * @param failures what was required and was not so, in words
 */
public record Outcome(
        long seed, String date, Map<String, Integer> faults, Map<String, Double> figures, List<String> failures) {
    public Outcome {
        // In order, so that what did not change is written the same again.
        faults = Collections.unmodifiableMap(new TreeMap<>(faults));
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        failures = List.copyOf(failures);
    }

    /** Whether everything was as it must be. */
    public boolean passed() {
        return failures.isEmpty() && faults.values().stream().allMatch(count -> count == 0);
    }
}
