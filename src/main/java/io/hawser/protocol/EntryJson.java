package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kind's own fields of a {@code change}, as the contract's table has them: on the wire, in the live log and in the kept one. */
public final class EntryJson {
    private EntryJson() {}

    /** Writes the fields (no braces) into the object that is open. */
    public static void writeFields(JsonGenerator out, Entry entry) throws IOException {
        if (entry instanceof StateEntry state) {
            writeState(out, state);
        } else if (entry instanceof PresenceEntry presence) {
            writePresence(out, presence);
        } else if (entry instanceof CommandEntry command) {
            writeCommand(out, command);
        } else if (entry instanceof EventEntry event) {
            out.writeStringField("name", event.name());
            raw(out, "data", event.data());
        } else if (entry instanceof FaultEntry fault) {
            out.writeStringField("fault", fault.fault());
            out.writeStringField("code", fault.code());
            out.writeStringField("severity", fault.severity());
            out.writeStringField("status", fault.status());
            raw(out, "data", fault.data());
        } else if (entry instanceof ShareEntry share) {
            out.writeStringField("user", share.user().value());
            String name = share.name();
            if (name != null) {
                out.writeStringField("name", name);
            }
            Role role = share.role();
            if (role != null) {
                out.writeStringField("role", Words.lower(role));
            }
        }
    }

    /** The fields as an object in text form. */
    public static Json object(Entry entry) {
        return JsonText.write(out -> {
            out.writeStartObject();
            writeFields(out, entry);
            out.writeEndObject();
        });
    }

    /** Reads what {@link #object} wrote; fields that are not the kind's are ignored. */
    public static Entry read(Kind kind, JsonNode node) {
        return switch (kind) {
            case STATE ->
                new StateEntry(
                        properties(node.get("set")),
                        names(node.get("unset")),
                        node.has("command") ? new CommandId(node.get("command").asText()) : null,
                        properties(node.path("desired").get("set")),
                        names(node.path("desired").get("unset")),
                        node.path("merged").asInt(1));
            case PRESENCE ->
                new PresenceEntry(
                        Words.constant(
                                Presence.Status.class, node.path("status").asText()),
                        Presence.Reason.valueOf(node.path("reason").asText()),
                        node.has("session") ? new SessionId(node.get("session").asText()) : null,
                        node.has("wake") ? Instant.ofEpochMilli(node.get("wake").asLong()) : null,
                        node.has("grace") ? Duration.ofMillis(node.get("grace").asLong()) : null);
            case COMMAND ->
                new CommandEntry(
                        new CommandId(node.path("command").asText()),
                        node.path("name").asText(),
                        node.has("args") ? JsonText.json(node.get("args")) : new Json("{}"),
                        Words.constant(CommandStatus.class, node.path("status").asText()),
                        node.has("percent") ? (Integer) node.get("percent").asInt() : null,
                        node.has("data") ? JsonText.json(node.get("data")) : null,
                        text(node, "code"),
                        text(node, "message"));
            case EVENT -> new EventEntry(node.path("name").asText(), data(node));
            case FAULT ->
                new FaultEntry(
                        node.path("fault").asText(),
                        node.path("code").asText(),
                        node.path("severity").asText(),
                        node.path("status").asText(),
                        data(node));
            case SHARE ->
                new ShareEntry(
                        new UserId(node.path("user").asText()),
                        node.path("name").textValue(),
                        node.has("role")
                                ? Words.constant(Role.class, node.get("role").asText())
                                : null);
            case CONFIG, UPGRADE -> throw new IllegalArgumentException("no entries of kind " + kind + " yet");
        };
    }

    private static void writeState(JsonGenerator out, StateEntry state) throws IOException {
        members(out, "set", state.set());
        names(out, "unset", state.unset());
        if (!state.desiredSet().isEmpty() || !state.desiredUnset().isEmpty()) {
            out.writeObjectFieldStart("desired");
            members(out, "set", state.desiredSet());
            names(out, "unset", state.desiredUnset());
            out.writeEndObject();
        }
        CommandId command = state.command();
        if (command != null) {
            out.writeStringField("command", command.value());
        }
        if (state.merged() > 1) {
            out.writeNumberField("merged", state.merged());
        }
    }

    private static void writePresence(JsonGenerator out, PresenceEntry presence) throws IOException {
        out.writeStringField("status", Words.lower(presence.status()));
        out.writeStringField("reason", presence.reason().name());
        SessionId session = presence.session();
        if (session != null) {
            out.writeStringField("session", session.value());
        }
        Instant wake = presence.wake();
        if (wake != null) {
            out.writeNumberField("wake", wake.toEpochMilli());
        }
        Duration grace = presence.grace();
        if (grace != null) {
            out.writeNumberField("grace", grace.toMillis());
        }
    }

    private static void writeCommand(JsonGenerator out, CommandEntry command) throws IOException {
        out.writeStringField("command", command.command().value());
        out.writeStringField("name", command.name());
        raw(out, "args", command.args());
        out.writeStringField("status", Words.lower(command.status()));
        Integer percent = command.percent();
        if (percent != null) {
            out.writeNumberField("percent", percent);
        }
        Json data = command.data();
        if (data != null) {
            raw(out, "data", data);
        }
        optional(out, "code", command.code());
        optional(out, "message", command.message());
    }

    private static void optional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private static void raw(JsonGenerator out, String name, Json value) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(value.text());
    }

    private static void members(JsonGenerator out, String name, Map<String, Json> properties) throws IOException {
        out.writeObjectFieldStart(name);
        JsonText.members(out, properties);
        out.writeEndObject();
    }

    private static void names(JsonGenerator out, String name, List<String> names) throws IOException {
        out.writeArrayFieldStart(name);
        for (String item : names) {
            out.writeString(item);
        }
        out.writeEndArray();
    }

    private static Map<String, Json> properties(@Nullable JsonNode node) {
        return node instanceof ObjectNode object ? JsonText.properties(object) : Map.of();
    }

    private static List<String> names(@Nullable JsonNode node) {
        List<String> names = new ArrayList<>();
        if (node != null) {
            node.forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    private static Json data(JsonNode node) {
        return node.has("data") ? JsonText.json(node.get("data")) : new Json("{}");
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null ? null : value.asText();
    }
}
