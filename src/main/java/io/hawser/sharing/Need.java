package io.hawser.sharing;

import io.hawser.domain.Role;

/** What somebody wants to do with a device, and the least role that may. */
public enum Need {
    /** See its state, log and presence. */
    WATCH(Role.VIEWER),
    /** Command it and change what is wanted of it. */
    COMMAND(Role.CONTROLLER),
    /** Rename it, replace its secret, end its session. */
    CONFIGURE(Role.MANAGER),
    /** See and change who else may. */
    SHARE(Role.MANAGER),
    /** Hand it over or remove it. */
    OWN(Role.OWNER);

    private final Role least;

    Need(Role least) {
        this.least = least;
    }

    Role least() {
        return least;
    }
}
