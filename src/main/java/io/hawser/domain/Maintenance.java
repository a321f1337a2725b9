package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which somebody works at a device, or in a space with all that is in it. What fails then is noted and nobody is told; what is
 * still there at its end is told then.
 *
 * @param device null: it is a space's
 * @param space null: it is a device's
 * @param ends excluded
 * @param madeBy null: whoever made it is no longer there
 */
public record Maintenance(
        String id,
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        Instant starts,
        Instant ends,
        String reason,
        @Nullable UserId madeBy,
        Instant made) {
    /** @throws IllegalArgumentException when it is of both a device and a space, or of neither, or has no span */
    public Maintenance {
        if ((device == null) == (space == null) || !starts.isBefore(ends)) {
            throw new IllegalArgumentException("a maintenance is of a device or of a space, and ends after its start");
        }
    }

    /** Whether it goes on then. */
    public boolean covers(Instant at) {
        return !at.isBefore(starts) && at.isBefore(ends);
    }
}
