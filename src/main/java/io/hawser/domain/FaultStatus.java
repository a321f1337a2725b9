package io.hawser.domain;

/** Where a fault is between its beginning and its proven end. */
public enum FaultStatus {
    /** It is there, and nobody has said that they know. */
    OPEN,
    /** Somebody has said so. */
    ACKNOWLEDGED,
    /** Something is being done about it. */
    REPAIRING,
    /** It seems to be gone, which has to last. */
    VERIFYING,
    /** Nobody acknowledged it in time, or what could be done by itself is exhausted. */
    ESCALATED,
    /** People work on it. */
    TICKET,
    /** The device has shown that it works, or somebody has given a reason for closing it. */
    RESOLVED
}
