package io.hawser.history;

import java.time.Duration;

/**
 * How the outbox is carried to the history.
 *
 * @param most entries a round
 * @param pause between rounds when there is little to do: how far the history trails the live log
 * @param longestPause between rounds while a store is away
 * @param farewell how long the last draining may take when the hub stops
 */
public record OutboxSettings(int most, Duration pause, Duration longestPause, Duration farewell) {
    /** What does for most. */
    public static final OutboxSettings USUAL =
            new OutboxSettings(500, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException when something is out of bounds */
    public OutboxSettings {
        if (most < 1 || pause.isNegative() || longestPause.compareTo(pause) < 0 || farewell.isNegative()) {
            throw new IllegalArgumentException("out of bounds: " + most + ", " + pause + ", " + longestPause);
        }
    }
}
