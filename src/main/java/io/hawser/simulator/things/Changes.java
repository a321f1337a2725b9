package io.hawser.simulator.things;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Properties that have new values, and those that have none any more.
 *
 * @param set values are {@code String}, {@code Boolean}, {@code Integer} or {@code Double}
 */
public record Changes(Map<String, Object> set, Set<String> unset) {
    public static final Changes NONE = new Changes(Map.of(), Set.of());

    public Changes {
        set = Map.copyOf(set);
        unset = Set.copyOf(unset);
    }

    public boolean isEmpty() {
        return set.isEmpty() && unset.isEmpty();
    }

    /** These and later ones as one. */
    public Changes then(Changes later) {
        Map<String, Object> bothSet = new LinkedHashMap<>(set);
        bothSet.putAll(later.set);
        bothSet.keySet().removeAll(later.unset);
        Set<String> bothUnset = new LinkedHashSet<>(unset);
        bothUnset.addAll(later.unset);
        bothUnset.removeAll(later.set.keySet());
        return new Changes(bothSet, bothUnset);
    }
}
