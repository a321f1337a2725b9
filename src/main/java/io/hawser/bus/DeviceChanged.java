package io.hawser.bus;

import io.hawser.domain.DeviceId;

/** A device was renamed, claimed, removed or got another secret. */
public record DeviceChanged(DeviceId device) implements NodeEvent {}
