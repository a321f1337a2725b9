package io.hawser.ordeal.result;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * All seeds of one ordeal in one form, by seed.
 *
 * @param name of the ordeal
 * @param title what is done
 * @param shows what must hold
 * @param brief whether it is the short form
 * @param scale how much load there is, in words
 */
public record Series(
        String name, String title, String shows, boolean brief, String scale, Collection<Outcome> outcomes) {
    public Series {
        TreeMap<Long, Outcome> bySeed = new TreeMap<>();
        outcomes.forEach(outcome -> bySeed.put(outcome.seed(), outcome));
        outcomes = List.copyOf(bySeed.values());
    }

    /** How many seeds passed. */
    public long passed() {
        return outcomes.stream().filter(Outcome::passed).count();
    }

    /** Whether this one has more seeds of the same. */
    boolean isLike(Series other) {
        return name.equals(other.name) && brief == other.brief;
    }

    /** With these seeds too, of which each takes the place of the one that was run before. Under another load none of those counts. */
    Series joined(Series later) {
        if (!scale.equals(later.scale)) {
            return later;
        }
        TreeMap<Long, Outcome> bySeed = new TreeMap<>();
        outcomes.forEach(outcome -> bySeed.put(outcome.seed(), outcome));
        later.outcomes.forEach(outcome -> bySeed.put(outcome.seed(), outcome));
        return new Series(name, later.title, later.shows, brief, scale, bySeed.values());
    }
}
