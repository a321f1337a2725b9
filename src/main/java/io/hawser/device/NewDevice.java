package io.hawser.device;

import io.hawser.domain.Device;

/**
 * A device just made, with what is shown this once.
 *
 * @param secret what the device says hello with
 * @param claimCode makes whoever holds it the owner, once
 */
public record NewDevice(Device device, String secret, String claimCode) {
    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "NewDevice[" + device.id() + "]";
    }
}
