package io.hawser.repair;

import io.hawser.domain.Json;
import java.util.List;
import java.util.Map;

/**
 * What a try asks a device to be: what is wanted of it anyway, or what is to be wanted from now on.
 *
 * @param set by property; the device follows when it has reported all of it
 * @param unset what is to be wanted no longer
 * @param revision of the last change of what is wanted, as this was found: what has changed since is somebody else's
 */
public record Asked(Map<String, Json> set, List<String> unset, long revision) {
    public Asked {
        set = Map.copyOf(set);
        unset = List.copyOf(unset);
    }
}
