package io.hawser.ordeal.proof;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faults that were found: how many of each, and the first of each in words. Not safe for use by several threads. */
public final class Verdict {
    private static final int TOLD = 10;

    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final Map<Fault, List<String>> words = new EnumMap<>(Fault.class);

    void add(Fault fault, String said) {
        counts.merge(fault, 1, Integer::sum);
        List<String> told = words.computeIfAbsent(fault, none -> new ArrayList<>());
        if (told.size() < TOLD) {
            told.add(said);
        }
    }

    /** How often this was found. */
    public int count(Fault fault) {
        return counts.getOrDefault(fault, 0);
    }

    /** The first of them; empty when there is none. */
    public List<String> words(Fault fault) {
        return List.copyOf(words.getOrDefault(fault, List.of()));
    }

    /** Whether nothing was found. */
    public boolean isClean() {
        return counts.isEmpty();
    }

    @Override
    public String toString() {
        return isClean() ? "no faults" : counts + " " + words;
    }
}
