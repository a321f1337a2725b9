package io.hawser.session;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a device from now on.
 *
 * @param unset what is no longer wanted
 * @param ifMatch the revision that the log, or the last change of what is wanted, must be at; null: any
 * @param key under which it counts once within 24 hours, however often it is told; null: every time
 * @param cause what it came of; null: nothing else
 */
public record Wish(
        DeviceId device,
        Map<String, Json> set,
        List<String> unset,
        @Nullable Long ifMatch,
        Actor by,
        @Nullable String key,
        @Nullable Cause cause) {
    public Wish {
        set = Map.copyOf(set);
        unset = List.copyOf(unset);
    }
}
