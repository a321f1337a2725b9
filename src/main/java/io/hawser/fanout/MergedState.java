package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * State entries of one device that wait, as one: whoever applies it to the state before the first has the state after the last.
 * Its revision, time, actor, cause and command are those of the newest.
 */
final class MergedState {
    private final Map<String, Json> set = new HashMap<>();
    private final Set<String> unset = new HashSet<>();
    private final Map<String, Json> desiredSet = new HashMap<>();
    private final Set<String> desiredUnset = new HashSet<>();
    private Change newest;
    private int merged;
    private int weight = Weight.ENTRY;

    MergedState(Change first, StateEntry entry) {
        newest = first;
        apply(entry);
    }

    void add(Change change, StateEntry entry) {
        newest = change;
        apply(entry);
    }

    /** As one change. */
    Change change() {
        StateEntry last = (StateEntry) newest.entry();
        StateEntry entry = merged == last.merged()
                ? last
                : new StateEntry(
                        set, List.copyOf(unset), last.command(), desiredSet, List.copyOf(desiredUnset), merged);
        return new Change(
                newest.device(), newest.epoch(), newest.revision(), newest.at(), newest.by(), newest.cause(), entry);
    }

    /** About how many bytes it holds. */
    int weight() {
        return weight;
    }

    private void apply(StateEntry entry) {
        fold(set, unset, entry.set(), entry.unset());
        fold(desiredSet, desiredUnset, entry.desiredSet(), entry.desiredUnset());
        merged += entry.merged();
    }

    private void fold(Map<String, Json> set, Set<String> unset, Map<String, Json> newerSet, List<String> newerUnset) {
        for (String name : newerUnset) {
            Json older = set.remove(name);
            weight -= older == null ? 0 : Weight.of(name, older);
            weight += unset.add(name) ? Weight.of(name) : 0;
        }
        newerSet.forEach((name, value) -> {
            Json older = set.put(name, value);
            weight += Weight.of(name, value) - (older == null ? 0 : Weight.of(name, older));
            weight -= unset.remove(name) ? Weight.of(name) : 0;
        });
    }
}
