package io.hawser.rule;

import java.time.Duration;

/** What ends it once a rule was set off. */
public sealed interface Ending {
    /**
     * What set it off is the case no more. What happened in a moment is over with it.
     *
     * @param calm for how long it has to be gone
     */
    record Over(Duration calm) implements Ending {}

    /**
     * Something else is the case at the same device.
     *
     * @param hold for how long without a break
     */
    record Opposite(Truth truth, Duration hold) implements Ending {}

    /** A while has passed since it last happened. */
    record After(Duration time) implements Ending {}

    /** It is time. */
    record Until(Hour hour) implements Ending {}
}
