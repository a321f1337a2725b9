package io.hawser.simulator.wire;

import java.time.Duration;
import java.util.UUID;

/**
 * Who a device client is and how it behaves.
 *
 * @param hub where it connects
 * @param credentials who it is
 * @param model told to the hub in hello
 * @param firmware told to the hub in hello
 * @param boot random id of this power-on
 * @param window how many reports may be on their way unacknowledged
 * @param capacity how many reports may wait altogether
 * @param firstRetry the wait before the first new try, doubled with each
 * @param longestRetry the longest such wait
 */
public record DeviceOptions(
        HubAddress hub,
        DeviceCredentials credentials,
        String model,
        String firmware,
        String boot,
        int window,
        int capacity,
        Duration firstRetry,
        Duration longestRetry) {
    private static final int WINDOW = 32;
    private static final int CAPACITY = 10_000;

    /** Sensible ones, with a new boot id. */
    public static DeviceOptions of(HubAddress hub, DeviceCredentials credentials, String model) {
        return new DeviceOptions(
                hub,
                credentials,
                model,
                "1.0.0",
                newBoot(),
                WINDOW,
                CAPACITY,
                Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }

    /** A random id of a power-on. */
    static String newBoot() {
        return "b-" + UUID.randomUUID();
    }

    /** The same with other waits. */
    public DeviceOptions withRetries(Duration first, Duration longest) {
        return new DeviceOptions(hub, credentials, model, firmware, boot, window, capacity, first, longest);
    }
}
