package io.hawser.bus;

import io.hawser.domain.DeviceId;

/** The store has lost the session of this connection: its device is to say hello anew. Concerns only the node that holds the socket. */
public record Forgotten(DeviceId device, long epoch, long connection) {}
