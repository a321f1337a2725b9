package io.hawser.repair;

import io.hawser.domain.Json;
import java.time.Duration;

/** One part of an automatic strategy. */
sealed interface Action {
    /** How long it may take. */
    Duration within();

    /** The device is told to do something; {@code args} is an object. */
    record Tell(String command, Json args, Duration within) implements Action {}

    /** Nothing, for a while. */
    record Pause(Duration within) implements Action {}

    /** What is wanted of the device is wanted anew, so that it is told again. */
    record Desire(Duration within) implements Action {}

    /** What is wanted of the device is offered again, as when it comes back. */
    record Offer(Duration within) implements Action {}

    /**
     * What the try asks is wanted of the device: what was before the last wish.
     *
     * @param past how long before the fault was found that wish may have been
     */
    record Revert(Duration past, Duration within) implements Action {}
}
