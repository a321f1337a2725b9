package io.hawser.bus;

import io.hawser.domain.DeviceId;

/**
 * Somebody on this node wants to hear of a device's changes beside those who watch it ({@link Watching}), on whichever node they
 * are made.
 *
 * @param began false when it ended
 */
public record Following(DeviceId device, boolean began) {}
