package io.hawser.session;

import io.hawser.domain.EndReason;
import io.hawser.domain.Presence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a connection came to its end. */
public sealed interface Closing {
    /**
     * The link is gone; the session stays dormant until its time to live, counted from when the device was last heard, ends.
     *
     * @param silence for how long nothing had been heard of it
     * @param abrupt whether the link broke without a word of either side
     */
    record Lost(Presence.Reason reason, Duration silence, boolean abrupt) implements Closing {}

    /** The device sleeps, and said for how long. */
    record Asleep(@Nullable Duration wake) implements Closing {}

    /** The session is over. */
    record Over(EndReason reason) implements Closing {}
}
