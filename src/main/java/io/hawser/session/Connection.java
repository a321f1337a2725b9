package io.hawser.session;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;

/**
 * One connection of a device, and the fencing token of all it writes: a write is rejected unless {@code epoch} is the device's
 * newest and {@code number} the newest within it.
 */
public record Connection(DeviceId device, SessionId session, long epoch, long number) {}
