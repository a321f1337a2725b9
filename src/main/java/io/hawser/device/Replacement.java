package io.hawser.device;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Other hardware has taken over a device, which stays what it is: its id, its name and all that hangs on it.
 *
 * @param hardware the device as which the new hardware was registered; null: it was given the device's own id and a new secret
 * @param hardwareName how that was called
 * @param until until when it can be undone
 * @param undone when it was; null: it was not
 * @param last whether no later one that stands hides it
 */
public record Replacement(
        String id,
        DeviceId device,
        @Nullable DeviceId hardware,
        @Nullable String hardwareName,
        Instant at,
        Actor by,
        String reason,
        Instant until,
        @Nullable Instant undone,
        @Nullable UserId undoneBy,
        @Nullable String undoneByName,
        boolean last) {
    /** Whether it can still be undone. */
    public boolean isUndoable(Instant now) {
        return undone == null && last && now.isBefore(until);
    }
}
