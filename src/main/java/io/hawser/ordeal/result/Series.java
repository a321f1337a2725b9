package io.hawser.ordeal.result;

import java.util.List;

/**
 * All seeds of one ordeal.
 *
 * @param name of the ordeal
 * @param title what is done
 * @param shows what must hold
 * @param brief whether it was the short form
 * @param date when it ran
 * @param scale how much load there was, in words
 */
public record Series(
        String name, String title, String shows, boolean brief, String date, String scale, List<Outcome> outcomes) {
    public Series {
        outcomes = List.copyOf(outcomes);
    }

    /** How many seeds passed. */
    public long passed() {
        return outcomes.stream().filter(Outcome::passed).count();
    }
}
