package io.hawser.rule;

import io.hawser.condition.ValueTest;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.JsonText;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** What has to be so at the moment of acting. Without any input or output. */
public sealed interface Guard {
    /** One that the moment alone decides. */
    sealed interface OfTime extends Guard {
        boolean holds(Instant at);
    }

    /** One that a device's state decides. */
    sealed interface OfDevice extends Guard {
        /** Which; null: the one that sets the rule off. */
        @Nullable DeviceId device();

        /** @param then the device as it was at the moment */
        boolean holds(Snapshot then);
    }

    /**
     * It is between two times of day.
     *
     * @param to after midnight where it is not later than {@code from}
     * @param days those that it begins on
     */
    record Window(LocalTime from, LocalTime to, Days days, ZoneId zone) implements OfTime {
        @Override
        public boolean holds(Instant at) {
            ZonedDateTime now = at.atZone(zone);
            LocalTime time = now.toLocalTime();
            if (from.isBefore(to)) {
                return !time.isBefore(from) && time.isBefore(to) && days.has(now.getDayOfWeek());
            }
            return !time.isBefore(from)
                    ? days.has(now.getDayOfWeek())
                    : time.isBefore(to) && days.has(now.getDayOfWeek().minus(1));
        }
    }

    /** The sun is up, or down. */
    record Sky(boolean light, Place place) implements OfTime {
        @Override
        public boolean holds(Instant at) {
            return place.isLight(at) == light;
        }
    }

    /** A property of a device has such a value. */
    record Value(@Nullable DeviceId device, ValueTest test) implements OfDevice {
        @Override
        public boolean holds(Snapshot then) {
            Json value = then.state().get(test.property());
            return value != null && test.passes(JsonText.own(value.text()));
        }
    }

    /** A device is there, is not, or sleeps. */
    record Being(@Nullable DeviceId device, Presence.Status status) implements OfDevice {
        @Override
        public boolean holds(Snapshot then) {
            return then.presence().status() == status;
        }
    }
}
