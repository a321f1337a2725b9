package io.hawser.fanout;

import java.time.Duration;

/**
 * Bounds of the fan-out.
 *
 * @param waitingBytes how much may wait for one terminal that is behind; above it a device is caught up from its log later
 * @param gap how long a missing revision is waited for before it is read from the log
 */
public record FanoutSettings(int waitingBytes, Duration gap) {
    /** 256 KiB and 50 ms. */
    public static FanoutSettings defaults() {
        return new FanoutSettings(256 * 1024, Duration.ofMillis(50));
    }
}
