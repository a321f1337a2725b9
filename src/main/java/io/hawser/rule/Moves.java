package io.hawser.rule;

import java.util.List;

/**
 * What is to be stored.
 *
 * @param watches where rules stand from now on
 * @param dropped of what is watched no more
 * @param firings in their order
 */
public record Moves(List<Watch> watches, List<Known.Key> dropped, List<Firing> firings) {
    /** Nothing. */
    public static final Moves NONE = new Moves(List.of(), List.of(), List.of());

    public Moves {
        watches = List.copyOf(watches);
        dropped = List.copyOf(dropped);
        firings = List.copyOf(firings);
    }

    /** Whether there is nothing to be stored. */
    public boolean isEmpty() {
        return watches.isEmpty() && dropped.isEmpty() && firings.isEmpty();
    }
}
