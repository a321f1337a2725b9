package io.hawser.bus;

import io.hawser.domain.DeviceId;

/**
 * What is told of a device and stored nowhere, to be heard on every node where somebody follows the device. Who comes later does not
 * hear it, and a node that dies takes what it told along.
 */
public sealed interface Passing permits NodeViewers, Adjusting {
    DeviceId device();
}
