package io.hawser.bus;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;

/**
 * One terminal of a user began (or ended) to watch a device.
 *
 * @param began false when it ended
 */
public record Watching(DeviceId device, UserId user, String name, boolean began) {}
