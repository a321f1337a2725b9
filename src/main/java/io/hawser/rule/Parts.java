package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Identifier;
import io.hawser.domain.Json;
import io.hawser.protocol.Fields;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parts that occur in many places of a rule. What is wrong is noted where it is. */
final class Parts {
    static final int MOST_DEVICES = 50;

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)");
    private static final Pattern OFFSET = Pattern.compile("-?(\\d{1,5})(s|m|h)");
    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    private Parts() {}

    /**
     * What the times of a rule go by.
     *
     * @param place null: none is given
     */
    record Frame(ZoneId zone, @Nullable Place place) {}

    /** Notes what is there beside these. */
    static void only(ObjectNode object, Set<String> names, Fields fields, String words) {
        object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !names.contains(name))
                .forEach(name -> fields.bad(
                        name.replace("~", "~0").replace("/", "~1"),
                        words + "; there are "
                                + String.join(", ", names.stream().sorted().toList())));
    }

    /** A length of time of at most 30 days, none if it is not there. */
    static Duration span(Fields fields, String name) {
        Duration span = fields.optionalSpan(name);
        if (span != null && span.compareTo(LONGEST) > 0) {
            fields.bad(name, "must be at most 30d");
        }
        return span == null ? Duration.ZERO : span;
    }

    /** The same where it must be longer than nothing. */
    static Duration someTime(Fields fields, String name) {
        Duration span = fields.span(name);
        if (span.isZero() || span.compareTo(LONGEST) > 0) {
            fields.bad(name, "must be a time as 30s, 5m, 2h or 3d, at most 30d");
        }
        return span;
    }

    /** A time of day as {@code 22:00}. */
    static LocalTime time(Fields fields, String name) {
        String text = fields.text(name, 5);
        if (!TIME.matcher(text).matches()) {
            fields.bad(name, "must be a time of day as 22:00");
            return LocalTime.MIDNIGHT;
        }
        return LocalTime.parse(text);
    }

    /** {@code days}; every day if it is not there. */
    static Days days(Fields fields, ObjectNode in) {
        if (!fields.has("days")) {
            return Days.EVERY;
        }
        JsonNode given = in.path("days");
        EnumSet<java.time.DayOfWeek> days = EnumSet.noneOf(java.time.DayOfWeek.class);
        for (JsonNode day : given) {
            if (Days.WORDS.contains(day.asText())) {
                days.add(Days.day(day.asText()));
            } else {
                days.clear();
                break;
            }
        }
        if (!given.isArray() || days.isEmpty()) {
            fields.bad("days", "must be a list of " + String.join(", ", Days.WORDS));
        }
        return new Days(days);
    }

    /** {@code offset} of a time, up to twelve hours earlier or later. */
    static Duration offset(Fields fields, ObjectNode in) {
        JsonNode given = in.path("offset");
        if (!fields.has("offset")) {
            return Duration.ZERO;
        }
        Duration offset = null;
        Matcher text = OFFSET.matcher(given.asText());
        if (given.canConvertToLong() && given.isIntegralNumber()) {
            offset = Duration.ofMillis(given.asLong());
        } else if (text.matches()) {
            long count = Long.parseLong(text.group(1));
            Duration later = switch (text.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
            offset = given.asText().startsWith("-") ? later.negated() : later;
        }
        if (offset == null || offset.abs().compareTo(HALF_A_DAY) > 0) {
            fields.bad("offset", "must be a time as 30m or -1h, at most 12h");
            return Duration.ZERO;
        }
        return offset;
    }

    /** A list of devices. */
    static List<DeviceId> devices(Fields fields, ObjectNode in, String name) {
        List<DeviceId> devices = new ArrayList<>();
        JsonNode given = in.path(name);
        if (!given.isArray() || given.isEmpty() || given.size() > MOST_DEVICES) {
            fields.bad(name, "must be a list of 1 to " + MOST_DEVICES + " ids of devices");
            return devices;
        }
        for (int i = 0; i < given.size(); i++) {
            String id = given.get(i).asText();
            if (given.get(i).isTextual() && Identifier.matches(id)) {
                devices.add(new DeviceId(id));
            } else {
                fields.bad(name + "/" + i, "must be the id of a device");
            }
        }
        return devices.stream().distinct().toList();
    }

    /** Texts by language; a plain text is English. None where there is nothing. */
    static Map<String, String> texts(Fields fields, ObjectNode in, String name, int most) {
        Map<String, String> texts = new HashMap<>();
        if (!fields.has(name)) {
            return texts;
        }
        JsonNode given = in.path(name);
        if (given.isTextual()) {
            texts.put("en", given.asText());
        } else {
            given.properties()
                    .forEach(text -> texts.put(
                            text.getKey(),
                            text.getValue().isTextual() ? text.getValue().asText() : ""));
        }
        boolean bad = texts.isEmpty()
                || texts.entrySet().stream()
                        .anyMatch(text -> !LANGUAGE.matcher(text.getKey()).matches()
                                || text.getValue().isBlank()
                                || text.getValue().length() > most);
        if (bad) {
            fields.bad(
                    name,
                    "must be a text of 1 to " + most + " characters, or texts by language as {en: Too warm, zh: 过热}");
        }
        return texts;
    }

    /** Values by name. */
    static Map<String, Json> values(ObjectNode of) {
        Map<String, Json> values = new HashMap<>();
        of.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .forEach(member -> values.put(member.getKey(), io.hawser.protocol.JsonText.json(member.getValue())));
        return values;
    }
}
