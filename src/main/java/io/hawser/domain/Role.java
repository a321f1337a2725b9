package io.hawser.domain;

/** What a person may do with one device; each role may all that the ones before it may. */
public enum Role {
    /** May watch. */
    VIEWER,
    /** May also command. */
    CONTROLLER,
    /** May also configure, upgrade and share. */
    MANAGER,
    /** May also hand over and delete. */
    OWNER;

    /** Whether this role allows what the given one allows. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
