package io.hawser.sharing;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.protocol.Words;
import org.jspecify.annotations.Nullable;

/**
 * What one person may do with one device that they may know of.
 *
 * @param role by ownership or grant; null only for an administrator
 * @param administrator who may do everything to every device
 */
public record Access(DeviceId device, @Nullable Role role, boolean administrator) {
    /** Whether this is enough. */
    public boolean allows(Need need) {
        return administrator || (role != null && role.covers(need.least()));
    }

    /** The word on the wire: see {@link #word(Role, boolean)}. */
    public String word() {
        return word(role, administrator);
    }

    /** {@code owner}, {@code manager}, {@code controller}, {@code viewer}; {@code admin} for an administrator who is not its owner. */
    public static String word(@Nullable Role role, boolean administrator) {
        return role == null || (administrator && role != Role.OWNER) ? "admin" : Words.lower(role);
    }
}
