package io.hawser.repair;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How repairs are done.
 *
 * @param automatic whether the hub begins any by itself
 * @param together how many devices at a time the hub does something with at the most
 * @param reopen for how long after its ticket was closed a fault that comes back reopens it
 * @param strategies a file with the hub's strategies; null: those that come along
 * @param tick the pause between looks for what is due
 */
public record RepairSettings(
        boolean automatic,
        int together,
        Duration reopen,
        @Nullable Path strategies,
        Duration tick) {
    /** What does for most. */
    public static final RepairSettings USUAL =
            new RepairSettings(true, 50, Duration.ofDays(7), null, Duration.ofMillis(500));
}
