package io.hawser.bus;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import java.time.Duration;

/**
 * Somebody holds a control of a device, or has let go of it.
 *
 * @param terminal where they do
 * @param held false: no longer
 */
public record Adjusting(DeviceId device, String property, UserId user, String name, SessionId terminal, boolean held)
        implements Passing {
    /** For how long a control counts as held that is not told of again. */
    public static final Duration HOLDS = Duration.ofSeconds(5);
}
