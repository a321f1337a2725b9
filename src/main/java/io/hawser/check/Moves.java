package io.hawser.check;

import io.hawser.domain.Fault;
import java.util.List;

/** What is to be stored, all of it or nothing: where watches stand now, and steps of faults in their order. */
public record Moves(List<Standing> standings, List<Fault.Step> steps) {
    /** Nothing. */
    public static final Moves NONE = new Moves(List.of(), List.of());

    public Moves {
        standings = List.copyOf(standings);
        steps = List.copyOf(steps);
    }

    /** Whether nothing is to be stored. */
    public boolean isEmpty() {
        return standings.isEmpty() && steps.isEmpty();
    }
}
