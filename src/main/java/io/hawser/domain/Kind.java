package io.hawser.domain;

/** The kinds of entry in a device's log. */
public enum Kind {
    STATE,
    PRESENCE,
    COMMAND,
    EVENT,
    FAULT,
    CONFIG,
    UPGRADE,
    SHARE
}
