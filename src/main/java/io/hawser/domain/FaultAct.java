package io.hawser.domain;

/** What a step of a fault was. */
public enum FaultAct {
    /** It was found: its first step. */
    FOUND,
    /** It is worse, or less bad. */
    GRADED,
    /** It seemed to be gone and is back. */
    RELAPSED,
    /** It is in another state: verifying, resolved, or in somebody's hands. */
    MOVED,
    /** Somebody knows of it. */
    ACKNOWLEDGED,
    /** Nobody is to be reminded of it for a while, or is again. */
    SNOOZED,
    /** Somebody closed it without proof. */
    CLOSED,
    /** What carried it is over, and it is there still: as if it were found now. */
    DETACHED,
    /** The maintenance is over in which it began, and it is there still: as if it were found now. */
    LEFT
}
