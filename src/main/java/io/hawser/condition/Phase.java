package io.hawser.condition;

/** Where a watch of one device is. */
public enum Phase {
    /** All is well. */
    CALM,
    /** The condition holds, not yet for long enough. */
    PENDING,
    /** It has held for long enough. */
    RAISED,
    /** It holds no longer, not yet for long enough. */
    CLEARING
}
