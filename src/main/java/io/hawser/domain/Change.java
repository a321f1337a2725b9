package io.hawser.domain;

import java.time.Instant;

/**
 * One entry of a device's log: stored before anybody is told.
 *
 * @param epoch of the session under which it was written
 * @param revision gap-free for each device, never reused, never reset
 * @param at when it happened, by the device's word where it gave one
 */
public record Change(DeviceId device, long epoch, long revision, Instant at, Actor by, Entry entry) {
    public Kind kind() {
        return entry.kind();
    }

    public Cursor cursor() {
        return new Cursor(epoch, revision);
    }
}
