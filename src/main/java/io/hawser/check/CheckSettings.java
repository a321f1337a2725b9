package io.hawser.check;

import java.time.Duration;

/**
 * How watching is done.
 *
 * @param tick the pause between looks for what is due
 * @param together within which time devices of a space drop that count as one outage
 * @param least how many devices that takes at the least; it also takes half of the space's, or {@code many}
 * @param many how many are many in whichever space
 * @param settle how long an outage waits for the last of its devices once half of them are back
 */
public record CheckSettings(Duration tick, Duration together, int least, int many, Duration settle) {
    /** What does for most. */
    public static final CheckSettings USUAL =
            new CheckSettings(Duration.ofMillis(250), Duration.ofSeconds(15), 3, 10, Duration.ofMinutes(5));
}
