package io.hawser.rule;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An entry of a device's log as rules hear of it.
 *
 * @param at when the hub stored it: no device can tell that wrong
 * @param told when it happened by the device's word
 */
public record Heard(DeviceId device, Cursor place, Instant at, Instant told, Cause cause, Entry entry) {
    static Heard of(Change change, Instant stored) {
        return new Heard(
                change.device(),
                change.cursor(),
                stored.truncatedTo(ChronoUnit.MILLIS),
                change.at(),
                change.cause(),
                change.entry());
    }
}
