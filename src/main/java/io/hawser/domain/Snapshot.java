package io.hawser.domain;

import java.util.Map;

/**
 * Everything about a device at one point of its log.
 *
 * @param epoch and {@code revision}: the log's last entry; both 0 for a device without any
 * @param desired what is wanted and not yet reported
 * @param desiredRevision the log revision of the last change of what is wanted; 0 for none
 */
public record Snapshot(
        DeviceId device,
        long epoch,
        long revision,
        Map<String, Json> state,
        Map<String, Json> desired,
        long desiredRevision,
        Presence presence) {
    public Snapshot {
        state = Map.copyOf(state);
        desired = Map.copyOf(desired);
    }

    public Cursor cursor() {
        return new Cursor(epoch, revision);
    }
}
