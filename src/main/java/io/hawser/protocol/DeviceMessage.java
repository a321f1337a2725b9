package io.hawser.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a device sends, read from one text frame and checked for shape. */
public sealed interface DeviceMessage {
    /** The first message: who it is. At least one of {@code secret} and {@code resume} is there. */
    record Hello(
            DeviceId device,
            @Nullable String secret,
            @Nullable String resume,
            String boot,
            @Nullable String model,
            @Nullable String firmware)
            implements DeviceMessage {}

    /** Its state changed. */
    record Report(
            long seq,
            Map<String, Json> set,
            List<String> unset,
            @Nullable CommandId command,
            @Nullable Instant at) implements DeviceMessage {}

    /** Something happened. */
    record Event(long seq, String name, Json data, @Nullable Instant at) implements DeviceMessage {}

    /** A fault of itself that it finds, or that is gone. */
    record Fault(
            long seq,
            String code,
            Severity severity,
            boolean active,
            Json data,
            @Nullable Instant at) implements DeviceMessage {}

    /** Its word on a command: {@code RECEIVED}, {@code RUNNING}, {@code DONE}, {@code REJECTED} or {@code FAILED}. */
    record Word(
            CommandId command,
            CommandStatus status,
            @Nullable Integer percent,
            @Nullable Json data,
            @Nullable String code,
            @Nullable String message)
            implements DeviceMessage {}

    /** A heartbeat that wants an answer. */
    record Ping() implements DeviceMessage {}

    /**
     * It goes.
     *
     * @param sleep whether it comes back by itself
     * @param wake after how long
     */
    record Bye(boolean sleep, @Nullable Duration wake) implements DeviceMessage {}

    /** Types of the contract that this version does not serve: answered, and not held against the device. */
    Set<String> NOT_YET = Set.of("configured", "utterance");

    /** From the least to the worst. */
    List<String> SEVERITIES = Stream.of(Severity.values()).map(Words::lower).toList();

    /** How far ahead a device may announce its waking. */
    Duration LONGEST_SLEEP = Duration.ofDays(366);

    /** Codes by which a device says that it refuses a command, rather than that it tried and failed. */
    Set<String> REFUSALS = Set.of("REJECTED", "UNSUPPORTED", "UNKNOWN_COMMAND", "BAD_VALUE");

    /** Whether this is a message of the contract that this version does not serve. */
    static boolean isNotYet(ObjectNode node) {
        String type = node.path("type").asText();
        return NOT_YET.contains(type) || ("progress".equals(type) && node.has("upgrade"));
    }

    /**
     * Reads one message. Fails with {@code BAD_MESSAGE} without a type, {@code UNKNOWN_TYPE}, or {@code BAD_VALUE} with every bad
     * field.
     */
    static DeviceMessage read(ObjectNode node) {
        JsonNode type = node.get("type");
        if (type == null || !type.isTextual()) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "A message names its \"type\" as a text.");
        }
        Fields fields = Fields.of(node);
        DeviceMessage message = switch (type.asText()) {
            case "hello" -> hello(fields);
            case "report" -> report(fields);
            case "event" -> event(fields);
            case "fault" -> fault(fields);
            case "progress" -> progress(fields);
            case "result" -> result(fields);
            case "ping" -> new Ping();
            case "bye" -> bye(fields);
            default -> throw unknown(type.asText());
        };
        fields.check();
        return message;
    }

    private static Failure unknown(String type) {
        String shown = type.length() > 64 ? type.substring(0, 64) + "…" : type;
        return Failure.of(ErrorCode.UNKNOWN_TYPE, "Unknown type \"" + shown + "\".");
    }

    private static Hello hello(Fields fields) {
        String device = fields.id("device");
        String secret = fields.optionalText("secret", 256);
        String resume = fields.optionalText("resume", 256);
        if (secret == null && resume == null) {
            fields.bad("secret", "is required where no \"resume\" is shown");
        }
        String boot = fields.optionalId("boot");
        return new Hello(
                new DeviceId(device),
                secret,
                resume,
                boot == null ? "" : boot,
                fields.optionalText("model", 64),
                fields.optionalText("firmware", 64));
    }

    private static Report report(Fields fields) {
        long seq = fields.whole("seq", 1, Long.MAX_VALUE >> 10);
        Map<String, Json> set = fields.properties("set");
        List<String> unset = fields.names("unset");
        for (String name : unset) {
            if (set.containsKey(name)) {
                fields.bad("unset", "names \"" + name + "\", which \"set\" sets");
            }
        }
        String command = fields.optionalId("command");
        return new Report(
                seq, set, unset, command == null ? null : new CommandId(command), fields.optionalInstant("at"));
    }

    private static Event event(Fields fields) {
        long seq = fields.whole("seq", 1, Long.MAX_VALUE >> 10);
        String name = fields.text("name", 128);
        Json data = fields.optionalJson("data");
        return new Event(seq, name, data == null ? new Json("{}") : data, fields.optionalInstant("at"));
    }

    private static Fault fault(Fields fields) {
        long seq = fields.whole("seq", 1, Long.MAX_VALUE >> 10);
        String code = fields.id("code");
        String severity = fields.optionalWord("severity", SEVERITIES);
        boolean active = fields.truth("active");
        Json data = fields.optionalJson("data");
        return new Fault(
                seq,
                code,
                severity == null ? Severity.MINOR : Words.constant(Severity.class, severity),
                active,
                data == null ? new Json("{}") : data,
                fields.optionalInstant("at"));
    }

    private static Word progress(Fields fields) {
        if (!fields.has("command") && fields.has("upgrade")) {
            throw unknown("progress of an upgrade");
        }
        String command = fields.optionalId("command");
        if (!fields.has("command")) {
            fields.bad("command", "is required where no \"upgrade\" is named");
        }
        String status = fields.word("status", List.of("received", "running"));
        Long percent = fields.optionalWhole("percent", 0, 100);
        return new Word(
                new CommandId(command == null ? "none" : command),
                Words.constant(CommandStatus.class, status),
                percent == null ? null : percent.intValue(),
                null,
                null,
                null);
    }

    private static Word result(Fields fields) {
        CommandId command = new CommandId(fields.id("command"));
        if (fields.truth("ok")) {
            return new Word(command, CommandStatus.DONE, null, fields.optionalJson("data"), null, null);
        }
        String code = fields.optionalText("code", 64);
        String message = fields.optionalText("message", 1024);
        CommandStatus status = code != null && REFUSALS.contains(code) ? CommandStatus.REJECTED : CommandStatus.FAILED;
        return new Word(command, status, null, fields.optionalJson("data"), code == null ? "FAILED" : code, message);
    }

    private static Bye bye(Fields fields) {
        String reason = fields.optionalText("reason", 64);
        Duration wake = fields.optionalDuration("wake", Duration.ZERO, LONGEST_SLEEP);
        return new Bye("sleep".equals(reason), wake);
    }
}
