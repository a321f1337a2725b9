package io.hawser.simulator.replay;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one terminal was told, held against what the sensors did: each change in order, with its value and its time, none
 * missing, none twice. A merged change stands for as many as it says. Not safe for use by several threads.
 */
final class Delivery {
    private static final int REMEMBERED = 20;

    private final Map<String, Track> tracks = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long wrong;
    private int merged;

    /** One device's road: what is expected, and how much of it was told. */
    private static final class Track {
        private final Sensor sensor;
        private final List<Step> expected;
        private int told;

        Track(Sensor sensor, List<Step> expected) {
            this.sensor = sensor;
            this.expected = expected;
        }

        boolean isStep(int index, Instant at, Object value) {
            return index >= 0
                    && index < expected.size()
                    && expected.get(index).at().equals(at)
                    && sensor.value(expected.get(index).firing()).equals(value);
        }
    }

    /** This device will play that sensor. */
    void expect(String device, Sensor sensor, List<Step> steps) {
        tracks.put(device, new Track(sensor, steps));
    }

    /** Takes a {@code change}; the number of the last step it tells, or -1 when it is none that was expected now. */
    int told(JsonObject change) {
        String device = change.getString("device");
        Track track = tracks.get(device);
        JsonObject set = change.getJsonObject("set", new JsonObject());
        if (track == null || !set.containsKey(track.sensor.property())) {
            return problem(device + ": a change that no sensor made: " + change.encode());
        }
        Instant at = Instant.ofEpochMilli(change.getLong("at", 0L));
        Object value = Objects.requireNonNullElse(set.getValue(track.sensor.property()), "null");
        int count = change.getInteger("merged", 1);
        int last = track.told + count - 1;
        if (track.isStep(last, at, value)) {
            track.told = last + 1;
            merged += count > 1 ? count : 0;
            return last;
        }
        return astray(track, at, value);
    }

    /** How many steps of the device were told. */
    int told(String device) {
        Track track = tracks.get(device);
        return track == null ? 0 : track.told;
    }

    /** Whether everything was told. */
    boolean isComplete() {
        return tracks.values().stream().allMatch(track -> track.told == track.expected.size());
    }

    /** How many steps came merged with others. */
    int merged() {
        return merged;
    }

    /** How many changes were not what was expected. */
    long wrong() {
        return wrong;
    }

    /** The first of them, in words. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private int astray(Track track, Instant at, Object value) {
        String what = track.sensor.name() + " " + value + " at " + at;
        for (int index = track.told - 1; index >= 0; index--) {
            if (track.isStep(index, at, value)) {
                return problem(what + " came twice, or late");
            }
        }
        for (int index = track.told; index < track.expected.size(); index++) {
            if (track.isStep(index, at, value)) {
                int missing = index - track.told;
                track.told = index + 1;
                return problem(missing + " missing before " + what);
            }
        }
        return problem(what + " was never recorded");
    }

    private int problem(String words) {
        wrong++;
        if (problems.size() < REMEMBERED) {
            problems.add(words);
        }
        return -1;
    }
}
