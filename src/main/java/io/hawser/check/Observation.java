package io.hawser.check;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import java.time.Duration;
import java.time.Instant;
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
    /** A number that a property had, and since when it was known. */
    public record Sample(double value, Instant at) {}

    /** Whether it is the device's own word. */
    boolean byDevice() {
        return by instanceof Actor.ByDevice;
    }

    /** The reported value of a property, if the entry has it. */
    @Nullable Json reported(String property) {
        return entry instanceof Entry.StateEntry state ? state.set().get(property) : null;
    }
}
