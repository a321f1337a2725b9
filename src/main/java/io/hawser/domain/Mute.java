package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one person does not want to be told of: faults of a device, of a space with all that is in it, or of a code. The faults stay where
 * everybody sees them.
 *
 * @param until when it ends by itself; null: when it is taken back
 */
public record Mute(
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        @Nullable String code,
        @Nullable Instant until,
        Instant made) {
    /** @throws IllegalArgumentException unless it is of exactly one of the three */
    public Mute {
        if ((device == null ? 0 : 1) + (space == null ? 0 : 1) + (code == null ? 0 : 1) != 1) {
            throw new IllegalArgumentException("a mute is of a device, of a space or of a code");
        }
    }
}
