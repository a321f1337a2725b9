package io.hawser.permissions;

import java.util.Locale;

/** The columns of the tables, in their order. */
enum Who {
    ANONYMOUS,
    STRANGER,
    VIEWER,
    CONTROLLER,
    MANAGER,
    OWNER,
    TECHNICIAN,
    ADMIN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is a role that an owner grants. */
    boolean isGranted() {
        return this == VIEWER || this == CONTROLLER || this == MANAGER;
    }

    /** The office on the hub. */
    String office() {
        return switch (this) {
            case TECHNICIAN, ADMIN -> word();
            default -> "member";
        };
    }
}
