package io.hawser.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.TermsWish;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of device has: properties that it reports, of which some can be set, commands, events, terms of its sessions, and what
 * is watched of it. An open model takes any property and any command. Immutable; safe for use by any thread.
 */
public final class DeviceModel {
    private static final String SET = "set";
    private static final List<String> PARTS = List.of("checks", "rules", "repair");

    private final String name;
    private final Origin origin;
    private final Json definition;
    private final boolean open;
    private final Map<String, Property> properties;
    private final Map<String, Arguments> commands;
    private final Map<String, ValueSchema> events;
    private final TermsWish terms;
    private final List<Json> checks;
    private final List<Json> rules;
    private final List<Json> repair;

    /**
     * @param definition as {@link ModelReader} has checked it
     * @param events the schema of each event's data that has one
     */
    DeviceModel(
            String name,
            Origin origin,
            ObjectNode definition,
            Map<String, Property> properties,
            Map<String, Arguments> commands,
            Map<String, ValueSchema> events,
            TermsWish terms) {
        this.name = name;
        this.origin = origin;
        this.definition = JsonText.json(definition);
        this.open = definition.path("open").asBoolean();
        this.properties = Map.copyOf(properties);
        this.commands = new LinkedHashMap<>(commands);
        this.events = Map.copyOf(events);
        this.terms = terms;
        checks = list(definition, "checks");
        rules = list(definition, "rules");
        repair = list(definition, "repair");
    }

    /** Its name on the wire. */
    public String name() {
        return name;
    }

    /** Where it is from, and since when it is as it is. */
    public Origin origin() {
        return origin;
    }

    /** All of it: what was written, with what follows from it, and {@code version}, {@code from} and {@code changed}. */
    public Json definition() {
        return JsonText.json(told(object()));
    }

    /** The same without checks, rules and repair: what its devices have and understand. */
    public Json description() {
        return JsonText.json(told(object().without(PARTS)));
    }

    private ObjectNode told(ObjectNode text) {
        text.put("version", origin.version()).put("from", Words.lower(origin.from()));
        Instant changed = origin.changed();
        if (changed != null) {
            text.put("changed", changed.toEpochMilli());
        }
        return text;
    }

    private ObjectNode object() {
        return (ObjectNode) JsonText.own(definition.text());
    }

    /** Whether it takes any property and any command. */
    public boolean isOpen() {
        return open;
    }

    /** The properties that it names. */
    public Set<String> properties() {
        return properties.keySet();
    }

    /** Whether a device of it may report that property: of an open one, any. */
    public boolean knows(String property) {
        return open || properties.containsKey(property);
    }

    /** The commands that it names. */
    public Set<String> commands() {
        return commands.keySet();
    }

    /** What of its devices' sessions is other than the hub's settings. */
    public TermsWish terms() {
        return terms;
    }

    /** What is watched of its devices, beside what is watched of all. */
    public List<Json> checks() {
        return checks;
    }

    /** What happens by itself with each of its devices. */
    public List<Json> rules() {
        return rules;
    }

    /** How its devices' faults are mended. */
    public List<Json> repair() {
        return repair;
    }

    private static List<Json> list(ObjectNode definition, String part) {
        List<Json> items = new ArrayList<>();
        definition.path(part).forEach(item -> items.add(JsonText.json(item)));
        return List.copyOf(items);
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
                known.reported().check("/set/" + SchemaRules.pointer(property), value, errors);
            }
        });
        refuse(errors);
    }

    /** See {@link DeviceModels#checkEvent}. */
    void checkEvent(String event, Json data) {
        ValueSchema schema = events.get(event);
        if (schema != null) {
            List<FieldError> errors = new ArrayList<>();
            schema.check("/data", data, errors);
            refuse(errors);
        }
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
        List<FieldError> errors = new ArrayList<>();
        if (open || !SET.equals(command)) {
            arguments.check(args, errors);
        } else {
            Map<String, Json> given = JsonText.properties(JsonText.object(args.text()));
            if (given.isEmpty()) {
                errors.add(new FieldError("/args", "must name at least one property"));
            }
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
            String path = prefix + SchemaRules.pointer(property);
            Property known = properties.get(property);
            if (known == null) {
                errors.add(new FieldError(path, "is no property of a " + name));
            } else if (known.settable() == null) {
                errors.add(new FieldError(path, "is measured, not set"));
            } else {
                known.settable().check(path, value, errors);
            }
        });
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
    }

    /** What a device may report of it, and what may be wanted of it; null: it is measured only. */
    record Property(ValueSchema reported, @Nullable ValueSchema settable) {}

    /** Who a model is from. */
    public enum From {
        /** It comes along. */
        HUB,
        /** The folder of models. */
        FOLDER,
        /** An administrator, over REST. */
        ADMIN
    }

    /**
     * Where a model is from.
     *
     * @param version counts what administrators made of it; 0: it is as it came
     * @param changed when the last of them did; null: nobody
     */
    public record Origin(From from, long version, @Nullable Instant changed) {
        /** Of what comes along. */
        public static final Origin HUB = new Origin(From.HUB, 0, null);

        /** Of a file in the folder of models. */
        public static final Origin FOLDER = new Origin(From.FOLDER, 0, null);
    }
}
