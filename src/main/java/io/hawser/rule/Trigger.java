package io.hawser.rule;

import java.time.Duration;

/** What sets a rule off. */
public sealed interface Trigger {
    /**
     * Something is the case.
     *
     * @param hold for how long without a break before it counts
     */
    record Lasting(Truth truth, Duration hold) implements Trigger {}

    /** Something happens at a device. */
    record Moment(Happening happening) implements Trigger {}

    /** It is time. */
    record Clock(Hour hour) implements Trigger {}
}
