package io.hawser.simulator.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the binary sensors of a home did, in the order in which it happened. Changes of one sensor strictly alternate.
 *
 * @param rows how many intervals were recorded
 * @param joined how many of them began while their sensor was firing already, and so are part of the one before
 */
public record Recording(List<Sensor> sensors, List<Step> steps, int rows, int joined) {
    public Recording {
        sensors = List.copyOf(sensors);
        steps = List.copyOf(steps);
    }

    /** A stretch of time in which a sensor fired. */
    record Interval(int sensor, Instant start, Instant end) {}

    /** Reads a file in the format of {@link RecordingReader}; fails with {@link BadRecording} or {@link IOException}. */
    public static Recording read(Path file) throws IOException {
        return new RecordingReader().read(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    /**
     * Makes changes of intervals. A sensor that would start while it fires does not report that, as a real one does not: what
     * overlaps is one interval. Where one ends in the second in which the next begins, both are told, the end first.
     */
    static Recording of(List<Sensor> sensors, List<Interval> intervals) {
        List<Step> steps = new ArrayList<>();
        int joined = 0;
        for (Sensor sensor : sensors) {
            List<Interval> own = intervals.stream()
                    .filter(interval -> interval.sensor() == sensor.id())
                    .sorted(Comparator.comparing(Interval::start).thenComparing(Interval::end))
                    .toList();
            int at = 0;
            while (at < own.size()) {
                Instant start = own.get(at).start();
                Instant end = own.get(at).end();
                at++;
                while (at < own.size() && own.get(at).start().isBefore(end)) {
                    end = end.isAfter(own.get(at).end()) ? end : own.get(at).end();
                    at++;
                    joined++;
                }
                steps.add(new Step(start, sensor.id(), true));
                steps.add(new Step(end, sensor.id(), false));
            }
        }
        // Stable: what one sensor did within a second keeps its order.
        steps.sort(Comparator.comparing(Step::at));
        return new Recording(sensors, steps, intervals.size(), joined);
    }

    /** From the first change to the last. */
    public Duration length() {
        return steps.isEmpty()
                ? Duration.ZERO
                : Duration.between(
                        steps.get(0).at(), steps.get(steps.size() - 1).at());
    }

    /** What one sensor does, in order. */
    public List<Step> of(Sensor sensor) {
        return steps.stream().filter(step -> step.sensor() == sensor.id()).toList();
    }
}
