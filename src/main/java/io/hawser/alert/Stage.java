package io.hawser.alert;

/** What of an alert is told. */
public enum Stage {
    /** That it is so. */
    RAISED,
    /** That it is worse than was told. */
    WORSE,
    /** That nobody has answered. */
    ESCALATED,
    /** That it is so still. */
    REMINDER,
    /** That it is over. */
    RESOLVED
}
