package io.hawser.bus;

import io.hawser.domain.DeviceId;
import java.util.Set;

/** Changes of these devices that other nodes made may not have been heard on this one: whoever cares looks into the log. */
public record Doubted(Set<DeviceId> devices) {
    public Doubted {
        devices = Set.copyOf(devices);
    }
}
