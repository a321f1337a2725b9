package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of device has: properties that it reports, of which some can be set, and commands. An open model takes any
 * property and any command. Immutable; safe for use by any thread.
 */
public final class DeviceModel {
    private static final String SET = "set";

    private final String name;
    private final Json description;
    private final boolean open;
    private final Map<String, Property> properties;
    private final Map<String, Arguments> commands;

    private DeviceModel(
            String name,
            Json description,
            boolean open,
            Map<String, Property> properties,
            Map<String, Arguments> commands) {
        this.name = name;
        this.description = description;
        this.open = open;
        this.properties = properties;
        this.commands = commands;
    }

    /**
     * Reads a description. The arguments of {@code set} are the properties that are controls; they are written there only where
     * not every value that is reported can be set.
     */
    static DeviceModel parse(String text) {
        ObjectNode description = JsonText.object(text);
        boolean open = description.path("open").asBoolean();
        ObjectNode declared = object(description, "commands");
        JsonNode narrower = declared.path(SET).path("args").path("properties");
        Map<String, Property> properties = new LinkedHashMap<>();
        ObjectNode controls = description.objectNode();
        object(description, "properties").properties().forEach(member -> {
            JsonNode reported = member.getValue();
            JsonNode settable = narrower.path(member.getKey()).isObject() ? narrower.get(member.getKey()) : reported;
            boolean control = reported.path("control").asBoolean();
            properties.put(
                    member.getKey(), new Property(ValueSchema.of(reported), control ? ValueSchema.of(settable) : null));
            if (control) {
                controls.set(member.getKey(), settable);
            }
        });
        if (!controls.isEmpty()) {
            ObjectNode args = object(declared, SET).putObject("args");
            args.put("type", "object").put("minProperties", 1).put("additionalProperties", false);
            args.set("properties", controls);
        }
        Map<String, Arguments> commands = new LinkedHashMap<>();
        declared.properties()
                .forEach(member -> commands.put(
                        member.getKey(), Arguments.of(member.getValue().path("args"))));
        return new DeviceModel(
                description.path("model").asText(), JsonText.json(description), open, properties, commands);
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        if (parent.get(name) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalStateException("a model's description lacks " + name);
    }

    /** Its name on the wire. */
    public String name() {
        return name;
    }

    /** {@code {model, title, properties, commands}} as {@code GET /models/{model}} shows it. */
    public Json description() {
        return description;
    }

    /** See {@link DeviceModels#checkReport}. */
    void checkReport(Map<String, Json> set) {
        if (open) {
            return;
        }
        List<FieldError> errors = new ArrayList<>();
        set.forEach((property, value) -> {
            Property known = properties.get(property);
            if (known != null) {
                known.reported().error("/set/" + pointer(property), value).ifPresent(errors::add);
            }
        });
        refuse(errors);
    }

    /** See {@link DeviceModels#checkCommand}. */
    void checkCommand(String command, Json args) {
        Arguments arguments = commands.get(command);
        if (arguments == null) {
            if (open) {
                return;
            }
            throw Failure.invalid(
                    "/name",
                    commands.isEmpty()
                            ? "a " + name + " takes no commands"
                            : "must be one of " + String.join(", ", commands.keySet()));
        }
        Map<String, Json> given = JsonText.properties(JsonText.object(args.text()));
        List<FieldError> errors = new ArrayList<>();
        if (open || !SET.equals(command)) {
            arguments.check(given, errors);
        } else if (given.isEmpty()) {
            errors.add(new FieldError("/args", "must name at least one property"));
        } else {
            checkSet("/args/", given, errors);
        }
        refuse(errors);
    }

    /** See {@link DeviceModels#checkDesired}. */
    void checkDesired(Map<String, Json> set) {
        if (!open) {
            List<FieldError> errors = new ArrayList<>();
            checkSet("/", set, errors);
            refuse(errors);
        }
    }

    private void checkSet(String prefix, Map<String, Json> set, List<FieldError> errors) {
        set.forEach((property, value) -> {
            String path = prefix + pointer(property);
            Property known = properties.get(property);
            if (known == null) {
                errors.add(new FieldError(path, "is no property of a " + name));
            } else if (known.settable() == null) {
                errors.add(new FieldError(path, "is measured, not set"));
            } else {
                known.settable().error(path, value).ifPresent(errors::add);
            }
        });
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
    }

    /** A member's name within a JSON pointer (RFC 6901). */
    private static String pointer(String property) {
        return property.replace("~", "~0").replace("/", "~1");
    }

    /** What a command takes beside what it does not know, which passes. */
    private record Arguments(Map<String, ValueSchema> known, List<String> required) {
        static Arguments of(JsonNode schema) {
            Map<String, ValueSchema> known = new LinkedHashMap<>();
            schema.path("properties")
                    .properties()
                    .forEach(member -> known.put(member.getKey(), ValueSchema.of(member.getValue())));
            List<String> required = new ArrayList<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            return new Arguments(known, required);
        }

        void check(Map<String, Json> given, List<FieldError> errors) {
            known.forEach((name, schema) -> {
                String path = "/args/" + pointer(name);
                Json value = given.get(name);
                if (value != null) {
                    schema.error(path, value).ifPresent(errors::add);
                } else if (required.contains(name)) {
                    errors.add(schema.missing(path));
                }
            });
        }
    }

    /** What a device may report of it, and what may be wanted of it; null: it is measured only. */
    private record Property(ValueSchema reported, @Nullable ValueSchema settable) {}
}
