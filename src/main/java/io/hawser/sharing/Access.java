package io.hawser.sharing;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.UserRole;
import io.hawser.protocol.Words;
import org.jspecify.annotations.Nullable;

/**
 * What one person may do with one device that they may know of.
 *
 * @param role by ownership or grant; null only for an administrator
 * @param office on the hub: an administrator may do everything to every device
 */
public record Access(DeviceId device, @Nullable Role role, UserRole office) {
    /** Whether this is enough. */
    public boolean allows(Need need) {
        return need.isMet(role, office);
    }

    /** The word on the wire: see {@link #word(Role, boolean)}. */
    public String word() {
        return word(role, office == UserRole.ADMIN);
    }

    /** {@code owner}, {@code manager}, {@code controller}, {@code viewer}; {@code admin} for an administrator who is not its owner. */
    public static String word(@Nullable Role role, boolean administrator) {
        return role == null || (administrator && role != Role.OWNER) ? "admin" : Words.lower(role);
    }
}
