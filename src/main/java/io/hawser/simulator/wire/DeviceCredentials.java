package io.hawser.simulator.wire;

/**
 * What a device needs to prove who it is.
 *
 * @param device its id
 * @param secret shown once by the hub, when the device was made
 */
public record DeviceCredentials(String device, String secret) {
    @Override
    public String toString() {
        return "DeviceCredentials[device=" + device + "]";
    }
}
