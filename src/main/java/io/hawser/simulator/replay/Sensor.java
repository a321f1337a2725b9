package io.hawser.simulator.replay;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * A binary sensor of a recording and the device it is played as.
 *
 * @param id its number in the recording
 * @param model what it is for the hub
 * @param property what changes
 * @param on the value while it fires
 * @param off the value otherwise
 */
public record Sensor(int id, String name, String model, String property, Object on, Object off) {
    /** Takes the model from the name: appliances are plugs, a flush is motion, all that opens is a contact. */
    static Sensor named(int id, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (Stream.of("microwave", "dishwasher", "washing", "machine", "oven", "toaster", "kettle", "dryer")
                .anyMatch(lower::contains)) {
            return new Sensor(id, name, "plug", "power", "on", "off");
        }
        if (Stream.of("flush", "motion", "pir").anyMatch(lower::contains)) {
            return new Sensor(id, name, "motion", "motion", true, false);
        }
        return new Sensor(id, name, "contact", "open", true, false);
    }

    Object value(boolean firing) {
        return firing ? on : off;
    }
}
