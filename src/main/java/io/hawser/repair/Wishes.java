package io.hawser.repair;

import io.hawser.domain.Json;
import io.hawser.domain.Snapshot;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was wanted of a device around the time when its fault was found, as the kept log has it. Repairs wish for nothing of their own and
 * are left out.
 *
 * @param revision of the newest entry that is kept: of what came after it nothing is known here
 * @param last the last change before the fault was found; null: there was none in that time
 */
public record Wishes(long revision, @Nullable Last last) {
    /**
     * A change of what is wanted.
     *
     * @param set what was wanted by it, by property
     * @param before the device right before it, and before the same was wanted already
     * @param since the properties of which something was wanted, or no longer, after it
     */
    public record Last(Map<String, Json> set, Snapshot before, Set<String> since) {
        public Last {
            set = Map.copyOf(set);
            since = Set.copyOf(since);
        }
    }
}
