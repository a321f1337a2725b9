package io.hawser.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Identifier;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a terminal sends, read from one text frame and checked for shape. */
public sealed interface TerminalMessage {
    /**
     * The first message: whose it is.
     *
     * @param notices whether it is to be sent notices
     * @param adjusting whether it is to be told which controls others hold
     * @param inbox whether it is to be told of what is in the person's inbox
     */
    record Hello(String token, @Nullable String resume, boolean notices, boolean adjusting, boolean inbox)
            implements TerminalMessage {}

    /**
     * A wish to watch.
     *
     * @param devices those named, each once; empty for {@code ["*"]}
     * @param kinds at least one
     * @param since what the terminal has applied already
     * @param maxRate entries of kind state a second and device; 0 for no limit
     */
    record Subscribe(Set<DeviceId> devices, Set<Kind> kinds, Map<DeviceId, Cursor> since, int maxRate)
            implements TerminalMessage {
        /** Whether it is for every device that the user may see. */
        public boolean all() {
            return devices.isEmpty();
        }
    }

    /** Enough watched. */
    record Unsubscribe(String subscription) implements TerminalMessage {}

    /** A wish for a device to act. {@code args} is a JSON object. */
    record Command(
            DeviceId device,
            String name,
            Json args,
            @Nullable String key,
            @Nullable Duration ttl,
            boolean queue,
            @Nullable Long ifRevision)
            implements TerminalMessage {}

    /**
     * The user holds a control, or lets go of it.
     *
     * @param property what it changes
     */
    record Adjusting(DeviceId device, String property, boolean held) implements TerminalMessage {}

    /** A newer token of the same user. */
    record Auth(String token) implements TerminalMessage {}

    /** Wants a pong. */
    record Ping() implements TerminalMessage {}

    /** Goes for good: its session ends. */
    record Bye() implements TerminalMessage {}

    /** The most devices that one subscription may name. */
    int DEVICES = 1_000;

    /** The fastest {@code maxRate}. */
    int FASTEST = 1_000;

    /** How long a command may wait for its end, at the least and at the most. */
    Duration SHORTEST_TTL = Duration.ofMillis(100);

    Duration LONGEST_TTL = Duration.ofDays(7);

    /** The longest access token. */
    int TOKEN = 4_096;

    /**
     * Reads one message. Fails with {@code BAD_MESSAGE} without a type, {@code UNKNOWN_TYPE}, or {@code BAD_VALUE} with every bad
     * field.
     */
    static TerminalMessage read(ObjectNode node) {
        JsonNode type = node.get("type");
        if (type == null || !type.isTextual()) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "A message names its \"type\" as a text.");
        }
        Fields fields = Fields.of(node);
        fields.optionalText("id", 64);
        return switch (type.asText()) {
            case "hello" ->
                checked(
                        fields,
                        new Hello(
                                fields.text("token", TOKEN),
                                fields.optionalText("resume", 256),
                                node.path("notices").asBoolean(),
                                node.path("adjusting").asBoolean(),
                                node.path("inbox").asBoolean()));
            case "subscribe" -> subscribe(fields, node);
            case "unsubscribe" -> checked(fields, new Unsubscribe(fields.id("subscription")));
            case "command" -> command(fields);
            case "adjusting" ->
                checked(
                        fields,
                        new Adjusting(
                                new DeviceId(fields.id("device")), fields.property("property"), fields.truth("held")));
            case "auth" -> checked(fields, new Auth(fields.text("token", TOKEN)));
            case "ping" -> checked(fields, new Ping());
            case "bye" -> checked(fields, new Bye());
            default -> throw unknown(type.asText());
        };
    }

    private static TerminalMessage checked(Fields fields, TerminalMessage message) {
        fields.check();
        return message;
    }

    private static Failure unknown(String type) {
        String shown = type.length() > 64 ? type.substring(0, 64) + "…" : type;
        return Failure.of(ErrorCode.UNKNOWN_TYPE, "Unknown type \"" + shown + "\".");
    }

    private static TerminalMessage command(Fields fields) {
        String device = fields.id("device");
        String name = fields.text("name", 64);
        ObjectNode args = fields.object("args");
        String key = fields.optionalText("key", 128);
        Duration ttl = fields.optionalDuration("ttl", SHORTEST_TTL, LONGEST_TTL);
        String offline = fields.optionalWord("offline", List.of("queue", "fail"));
        Long ifRevision = fields.optionalWhole("ifRevision", 0, Long.MAX_VALUE);
        fields.check();
        return new Command(
                new DeviceId(device),
                name,
                JsonText.json((JsonNode) args),
                key,
                ttl,
                "queue".equals(offline),
                ifRevision);
    }

    private static TerminalMessage subscribe(Fields fields, ObjectNode node) {
        Set<DeviceId> devices = devices(fields, node.get("devices"));
        Set<Kind> kinds = kinds(fields, node.get("kinds"));
        Map<DeviceId, Cursor> since = since(fields, fields.object("since"));
        Long maxRate = fields.optionalWhole("maxRate", 1, FASTEST);
        fields.check();
        return new Subscribe(devices, kinds, since, maxRate == null ? 0 : maxRate.intValue());
    }

    private static Set<DeviceId> devices(Fields fields, @Nullable JsonNode list) {
        Set<DeviceId> devices = new LinkedHashSet<>();
        if (list == null || !list.isArray() || list.isEmpty() || list.size() > DEVICES) {
            fields.bad("devices", "must be a list of 1 to " + DEVICES + " device ids, or [\"*\"]");
            return devices;
        }
        if (list.size() == 1 && list.get(0).asText().equals("*")) {
            return devices;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            if (item.isTextual() && Identifier.matches(item.asText())) {
                devices.add(new DeviceId(item.asText()));
            } else {
                fields.bad("devices/" + i, "must be a device id; \"*\" stands alone");
            }
        }
        return devices;
    }

    private static Set<Kind> kinds(Fields fields, @Nullable JsonNode list) {
        if (list == null || list.isNull()) {
            return EnumSet.allOf(Kind.class);
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (!list.isArray() || list.isEmpty()) {
            fields.bad("kinds", "must be a list of at least one kind");
            return kinds;
        }
        for (int i = 0; i < list.size(); i++) {
            try {
                kinds.add(Words.constant(Kind.class, list.get(i).asText()));
            } catch (IllegalArgumentException e) {
                List<String> words = Stream.of(Kind.values()).map(Words::lower).toList();
                fields.bad("kinds/" + i, "must be one of " + String.join(", ", words));
            }
        }
        return kinds;
    }

    private static Map<DeviceId, Cursor> since(Fields fields, ObjectNode cursors) {
        Map<DeviceId, Cursor> since = new LinkedHashMap<>();
        cursors.properties().forEach(member -> {
            JsonNode cursor = member.getValue();
            if (!Identifier.matches(member.getKey())) {
                fields.bad("since", "must be an object with device ids as names");
            } else if (cursor.isArray() && cursor.size() == 2 && isCount(cursor.get(0)) && isCount(cursor.get(1))) {
                since.put(
                        new DeviceId(member.getKey()),
                        new Cursor(cursor.get(0).asLong(), cursor.get(1).asLong()));
            } else {
                fields.bad("since/" + member.getKey(), "must be [epoch, revision]");
            }
        });
        return since;
    }

    private static boolean isCount(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() && number.asLong() >= 0;
    }
}
