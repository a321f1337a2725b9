package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;

/** How the channels of devices are heard. For one context. */
interface DeviceEars {
    /** Before the device's id in its channel's name, on a single Redis. */
    String LOGS = "hawser:log:";

    /** From soon on. */
    void hear(DeviceId device);

    /** No longer. */
    void leave(DeviceId device);

    /** Mends what is broken, about once a second. */
    void tick();

    /** Lets go of connections that are its own. */
    void close();

    /** Whose channel this is, sharded or not: {@code hawser:log:dev_1}, {@code {s17}:log:dev_1}. */
    static DeviceId device(String channel) {
        return new DeviceId(channel.substring(channel.lastIndexOf(':') + 1));
    }

    /** On the connection that hears the nodes' channel. */
    record Shared(RedisEar ear) implements DeviceEars {
        @Override
        public void hear(DeviceId device) {
            ear.hear(LOGS + device.value());
        }

        @Override
        public void leave(DeviceId device) {
            ear.leave(LOGS + device.value());
        }

        @Override
        public void tick() {
            // Whose connection it is does.
        }

        @Override
        public void close() {
            // Likewise.
        }
    }
}
