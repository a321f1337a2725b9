package io.hawser.domain;

import java.time.Instant;

/**
 * One entry of a device's log: stored before anybody is told.
 *
 * @param epoch of the session under which it was written
 * @param revision gap-free for each device, never reused, never reset
 * @param at when it happened, by the device's word where it gave one
 * @param cause what it came of, which all that came of the same have in common
 */
public record Change(DeviceId device, long epoch, long revision, Instant at, Actor by, Cause cause, Entry entry) {
    /** One that came of nothing else: its own cause. */
    public Change(DeviceId device, long epoch, long revision, Instant at, Actor by, Entry entry) {
        this(device, epoch, revision, at, by, Cause.own(device, epoch, revision), entry);
    }

    /** Whether it came of nothing else. */
    public boolean isOwnCause() {
        return cause.equals(Cause.own(device, epoch, revision));
    }

    public Kind kind() {
        return entry.kind();
    }

    public Cursor cursor() {
        return new Cursor(epoch, revision);
    }
}
