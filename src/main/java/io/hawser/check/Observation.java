package io.hawser.check;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a device's log as checks see it.
 *
 * @param at when it happened, by the device's word where it gave one
 * @param stored when the hub stored it
 * @param by who made it
 * @param previous numbers that the device's properties had before it, as far as they are known
 * @param fill of how many per cent of its cap the state is, when that is worth telling; else 0
 * @param ahead how far the device's clock is ahead of the hub's, when that is worth telling
 * @param booted whether the device has been switched on anew
 */
public record Observation(
        DeviceId device,
        long epoch,
        long revision,
        Instant at,
        Instant stored,
        Actor by,
        Cause cause,
        Entry entry,
        Map<String, Sample> previous,
        int fill,
        Duration ahead,
        boolean booted) {
    /** A number that a property had, since when, and by which entry that is known. */
    public record Sample(double value, Instant at, Cursor entry) {
        /** Whether it was there before the entry. */
        boolean isBefore(long epoch, long revision) {
            return entry.epoch() < epoch || (entry.epoch() == epoch && entry.revision() < revision);
        }
    }

    /** All that a device says of itself, as if it had said it now. */
    static Observation state(DeviceId device, Map<String, Json> values, Instant now) {
        Actor by = new Actor.ByHub("check");
        Entry entry = new Entry.StateEntry(values, List.of(), null, Map.of(), List.of(), 1);
        return new Observation(
                device, 0, 0, now, now, by, Cause.own(device, 0, 0), entry, Map.of(), 0, Duration.ZERO, false);
    }

    /** Whether it is the device's own word. */
    boolean byDevice() {
        return by instanceof Actor.ByDevice;
    }

    /** The reported value of a property, if the entry has it. */
    @Nullable Json reported(String property) {
        return entry instanceof Entry.StateEntry state ? state.set().get(property) : null;
    }
}
