package io.hawser.sharing;

import io.hawser.domain.Role;
import io.hawser.domain.UserRole;
import org.jspecify.annotations.Nullable;

/** What somebody wants to do with a device or a space, and the least role that may. */
public enum Need {
    /** See its state, log, presence and faults. */
    WATCH(Role.VIEWER),
    /** Command it and change what is wanted of it. */
    COMMAND(Role.CONTROLLER),
    /** Say that its faults are known, and have them wait; technicians may in any role. */
    ACKNOWLEDGE(Role.CONTROLLER, true),
    /** Tell of a problem with it, and say something of one; technicians may in any role. */
    REPORT(Role.CONTROLLER, true),
    /** Work on its tickets and repairs, close its faults without proof, and say when it is worked at; technicians may in any role. */
    MEND(Role.MANAGER, true),
    /** Rename it, replace its secret, end its session. */
    CONFIGURE(Role.MANAGER),
    /** See and change who else may. */
    SHARE(Role.MANAGER),
    /** Hand it over or remove it. */
    OWN(Role.OWNER);

    private final Role least;
    private final boolean mending;

    Need(Role least) {
        this(least, false);
    }

    Need(Role least, boolean mending) {
        this.least = least;
        this.mending = mending;
    }

    /**
     * Whether somebody may.
     *
     * @param role that they have there; null: none
     * @param office that they have on the hub
     */
    boolean isMet(@Nullable Role role, UserRole office) {
        if (role == null || office == UserRole.ADMIN) {
            return office == UserRole.ADMIN;
        }
        return role.covers(least) || (mending && office == UserRole.TECHNICIAN);
    }
}
