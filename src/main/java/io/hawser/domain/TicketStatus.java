package io.hawser.domain;

/** How far people's work on a fault is. */
public enum TicketStatus {
    /** Nobody has it. */
    OPEN,
    /** Somebody is to do it. */
    ASSIGNED,
    /** Somebody is at it. */
    IN_PROGRESS,
    /** It seems to be done, which the device has to show. */
    VERIFYING,
    /** The device has shown it, or somebody gave a reason for going without. */
    CLOSED,
    /** It was closed, and what it is about is back. */
    REOPENED
}
