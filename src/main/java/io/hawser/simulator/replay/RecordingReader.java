package io.hawser.simulator.replay;

import io.hawser.simulator.replay.Recording.Interval;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text form of the sensor data that goes with T. van Kasteren et al., "Accurate Activity Recognition in a Home
 * Setting", UbiComp 2008: free text, the list of sensors ({@code [ 1] 'Microwave'}) under {@code Sensor IDs are:}, a line of
 * column heads, then rows of four columns parted by tabs (start, end, sensor, 1) and perhaps {@code Length: N}, the number of
 * rows. Times are taken as UTC. Strict: what is none of these is an error with its line.
 */
final class RecordingReader {
    private static final Pattern SENSOR = Pattern.compile("\\[\\s*(\\d{1,6})]\\s+'(.+)'");
    private static final Pattern RULE = Pattern.compile("[-\\t ]+");
    private static final Pattern LENGTH = Pattern.compile("Length:\\s*(\\d{1,9})");
    private static final String SENSORS_BEGIN = "sensor ids are:";
    private static final List<String> COLUMNS = List.of("start time", "end time", "id", "val");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("dd-MMM-uuuu HH:mm:ss")
            .toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private final Map<Integer, Sensor> sensors = new TreeMap<>();
    private final List<Interval> intervals = new ArrayList<>();
    private @Nullable Integer declared;
    private Part part = Part.PREAMBLE;

    private enum Part {
        PREAMBLE,
        SENSORS,
        ROWS,
        END
    }

    Recording read(List<String> lines) {
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty()) {
                line(number, line);
            }
        }
        int last = Math.max(1, lines.size());
        if (part == Part.PREAMBLE || part == Part.SENSORS) {
            throw new BadRecording(last, "the file ends before its rows; is it a sensor recording?");
        }
        if (declared != null && declared != intervals.size()) {
            throw new BadRecording(
                    last, "\"Length: " + declared + "\", but there are " + intervals.size() + " rows: the file is cut");
        }
        return Recording.of(List.copyOf(sensors.values()), intervals);
    }

    private void line(int number, String line) {
        switch (part) {
            case PREAMBLE -> {
                if (line.toLowerCase(Locale.ROOT).equals(SENSORS_BEGIN)) {
                    part = Part.SENSORS;
                }
            }
            case SENSORS -> sensorOrHeads(number, line);
            case ROWS -> rowOrLength(number, line);
            case END -> throw new BadRecording(number, "nothing may follow \"Length:\"");
        }
    }

    private void sensorOrHeads(int number, String line) {
        Matcher sensor = SENSOR.matcher(line);
        if (sensor.matches()) {
            int id = Integer.parseInt(sensor.group(1));
            if (sensors.put(id, Sensor.named(id, sensor.group(2).strip())) != null) {
                throw new BadRecording(number, "sensor " + id + " is listed twice");
            }
            return;
        }
        List<String> heads = columns(line.toLowerCase(Locale.ROOT));
        if (!heads.equals(COLUMNS)) {
            throw new BadRecording(
                    number, "expected a sensor like [ 1] 'Name', or the heads Start time, End time, ID, Val");
        }
        if (sensors.isEmpty()) {
            throw new BadRecording(number, "no sensors are listed before the rows");
        }
        part = Part.ROWS;
    }

    private void rowOrLength(int number, String line) {
        Matcher length = LENGTH.matcher(line);
        if (length.matches()) {
            declared = Integer.valueOf(length.group(1));
            part = Part.END;
        } else if (!(intervals.isEmpty() && RULE.matcher(line).matches())) {
            intervals.add(row(number, line));
        }
    }

    private Interval row(int number, String line) {
        List<String> columns = columns(line);
        if (columns.size() != COLUMNS.size()) {
            throw new BadRecording(number, "a row has 4 columns parted by tabs, this has " + columns.size());
        }
        Instant start = time(number, columns.get(0));
        Instant end = time(number, columns.get(1));
        if (end.isBefore(start)) {
            throw new BadRecording(number, "ends before it starts");
        }
        String id = columns.get(2);
        if (!id.matches("\\d{1,6}") || !sensors.containsKey(Integer.valueOf(id))) {
            throw new BadRecording(number, "sensor \"" + id + "\" is not in the list of sensors");
        }
        if (!columns.get(3).equals("1")) {
            throw new BadRecording(number, "the value of a firing sensor is 1, not \"" + columns.get(3) + "\"");
        }
        return new Interval(Integer.parseInt(id), start, end);
    }

    private static Instant time(int number, String text) {
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new BadRecording(number, "\"" + text + "\" is no time like 25-Feb-2008 00:20:14");
        }
    }

    private static List<String> columns(String line) {
        List<String> columns = new ArrayList<>();
        for (String column : line.split("\t", -1)) {
            columns.add(column.strip());
        }
        return columns;
    }
}
