package io.hawser.bus;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import org.jspecify.annotations.Nullable;

/** What a person may do with a device from now on; without a role: nothing, not even know of it. */
public record AccessChanged(
        UserId user, DeviceId device, @Nullable Role role, Reason reason) implements NodeEvent {
    /** Why, as the terminal is told in {@code removed}. */
    public enum Reason {
        SHARED,
        SHARE_REVOKED,
        SHARE_EXPIRED,
        DEVICE_REMOVED,
        HANDED_OVER
    }
}
