package io.hawser.simulator.wire;

import java.util.List;
import java.util.Map;

/** What a device does when the hub speaks; called on the client's context. */
public interface DeviceListener {
    /**
     * The hub took the device in.
     *
     * @param resumed whether the session before lives on: what was reported in it need not be told again
     * @param wanted what somebody wants the device to be and it is not, as far as the hub knows
     */
    default void connected(boolean resumed, Map<String, Object> wanted) {}

    /** The link is lost; the client comes back by itself. */
    default void disconnected() {}

    /** To be done; each id comes once, however often the hub repeats it. */
    default void command(CommandCall call) {
        call.failed("UNSUPPORTED", "This device takes no commands.");
    }

    /** What is wanted has changed while connected. */
    default void desired(Map<String, Object> set, List<String> unset) {}

    /** The hub will not have this device any more: the client has stopped for good. */
    default void refused(String reason) {}
}
