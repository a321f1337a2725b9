package io.hawser.edge.terminal;

import io.hawser.domain.DeviceId;

/** A device as a user may see it; {@code role} is the word on the wire. */
record Sight(DeviceId device, String name, String model, String role) {}
