package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Identifier;
import io.hawser.domain.Json;
import io.hawser.domain.TermsWish;
import io.hawser.protocol.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads models, as docs/models.md tells them. What is wrong is found all at once. Safe for use by any thread. */
public final class ModelReader {
    private static final String SET = "set";
    private static final int PROPERTIES = 512;
    private static final int ACTIONS = 128;
    private static final int PARTS = 100;
    private static final int NAME = 128;

    private static final Set<String> MEMBERS = Set.of(
            "model",
            "title",
            "description",
            "open",
            "session",
            "properties",
            "commands",
            "events",
            "checks",
            "rules",
            "repair");

    /** What the hub tells of a model, and nobody sets. */
    private static final List<String> TOLD = List.of("version", "from", "changed");

    private final SchemaRules schemas = new SchemaRules();
    private final ModelParts parts;

    public ModelReader(ModelParts parts) {
        this.parts = parts;
    }

    /** The model of that name; fails with {@code BAD_VALUE} naming each part that is wrong, by the words that were written. */
    public DeviceModel read(String name, ObjectNode written, DeviceModel.Origin origin) {
        ObjectNode text = written.deepCopy().without(TOLD);
        ModelWords words = new ModelWords();
        words.replace(text);
        List<FieldError> errors = new ArrayList<>();
        text.properties().stream()
                .map(Map.Entry::getKey)
                .filter(member -> !MEMBERS.contains(member))
                .forEach(member -> errors.add(new FieldError(
                        "/" + SchemaRules.pointer(member),
                        "is no part of a model; there are " + String.join(", ", sorted(MEMBERS)))));
        head(name, text, errors);
        TermsWish terms = SessionPart.read(text, errors);
        Map<String, DeviceModel.Property> properties = properties(text, errors);
        Map<String, Arguments> commands = commands(text, errors);
        Map<String, ValueSchema> events = events(text, errors);
        refuse(errors, words);
        DeviceModel model = new DeviceModel(name, origin, text, properties, commands, events, terms);
        part(text, "checks", parts.checks(), model, errors);
        part(text, "rules", parts.rules(), model, errors);
        part(text, "repair", parts.repair(), model, errors);
        refuse(errors, words);
        return model;
    }

    /** Of several things that are wrong with one field the first says enough. */
    private static void refuse(List<FieldError> errors, ModelWords words) {
        if (!errors.isEmpty()) {
            Map<String, FieldError> byPath = new LinkedHashMap<>();
            errors.forEach(error -> byPath.putIfAbsent(error.path(), error));
            throw Failure.invalid(words.told(List.copyOf(byPath.values())));
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static void head(String name, ObjectNode text, List<FieldError> errors) {
        JsonNode own = text.path("model");
        if (!Identifier.matches(name)) {
            errors.add(new FieldError("/model", "must be 1 to 64 of A-Z a-z 0-9 _ . : -"));
        } else if (!own.isMissingNode() && !name.equals(own.textValue())) {
            errors.add(new FieldError("/model", "must be " + name + ", as it is called where it stands"));
        }
        text.put("model", name);
        if (!text.has("title")) {
            errors.add(new FieldError("/title", "is required"));
        }
        Titles.check(text, "", errors);
        if (text.has("open") && !text.path("open").isBoolean()) {
            errors.add(new FieldError("/open", "must be true or false"));
        }
    }

    private Map<String, DeviceModel.Property> properties(ObjectNode text, List<FieldError> errors) {
        Map<String, DeviceModel.Property> properties = new LinkedHashMap<>();
        JsonNode narrower = text.path("commands").path(SET).path("args").path("properties");
        each(text, "properties", PROPERTIES, errors, (name, property) -> {
            String path = "/properties/" + SchemaRules.pointer(name);
            Titles.check(property, path, errors);
            JsonNode control = property.path("control");
            JsonNode unit = property.path("unit");
            if (!control.isMissingNode() && !control.isBoolean()) {
                errors.add(new FieldError(path + "/control", "must be true or false"));
            }
            if (!unit.isMissingNode() && (!unit.isTextual() || unit.asText().length() > 32)) {
                errors.add(new FieldError(path + "/unit", "must be a text of at most 32 characters"));
            }
            property.put("control", control.asBoolean());
            boolean narrowed = narrower.path(name).isObject();
            JsonNode settable = narrowed ? narrower.get(name) : property;
            List<FieldError> wrong = new ArrayList<>(schemas.errors(property, path));
            if (narrowed) {
                wrong.addAll(schemas.errors(settable, "/commands/set/args" + path));
            }
            errors.addAll(wrong);
            if (wrong.isEmpty()) {
                properties.put(
                        name,
                        new DeviceModel.Property(
                                ValueSchema.of(property), control.asBoolean() ? ValueSchema.of(settable) : null));
            }
        });
        return properties;
    }

    /** The arguments of {@code set} are the controls; they are written there only where not every value that is reported can be set. */
    private Map<String, Arguments> commands(ObjectNode text, List<FieldError> errors) {
        boolean derived = setOfControls(text, errors);
        Map<String, Arguments> commands = new LinkedHashMap<>();
        each(text, "commands", ACTIONS, errors, (name, command) -> {
            String path = "/commands/" + SchemaRules.pointer(name);
            Titles.check(command, path, errors);
            if (derived && SET.equals(name)) {
                commands.put(name, Arguments.NONE);
                return;
            }
            if (!command.has("args")) {
                command.putObject("args");
            }
            List<FieldError> wrong = new ArrayList<>();
            if (command.get("args") instanceof ObjectNode args) {
                if (!args.has("type")) {
                    args.put("type", "object");
                }
                wrong.addAll(schemas.errors(args, path + "/args"));
                if (!args.path("type").asText().equals("object")) {
                    wrong.add(new FieldError(path + "/args/type", "must be object"));
                }
                args.path("properties")
                        .properties()
                        .forEach(argument -> argument(
                                argument.getValue(),
                                path + "/args/properties/" + SchemaRules.pointer(argument.getKey()),
                                wrong));
                if (wrong.isEmpty()) {
                    commands.put(name, Arguments.of(args));
                }
            } else {
                wrong.add(new FieldError(path + "/args", "must be a JSON Schema of an object"));
            }
            wrong.stream().filter(error -> !errors.contains(error)).forEach(errors::add);
        });
        return commands;
    }

    private void argument(JsonNode argument, String path, List<FieldError> wrong) {
        if (argument instanceof ObjectNode object) {
            Titles.check(object, path, wrong);
            schemas.errors(object, path).stream()
                    .filter(error -> !wrong.contains(error))
                    .forEach(wrong::add);
        }
    }

    /** Whether there are any: what they take is told by their properties' schemas. */
    private static boolean setOfControls(ObjectNode text, List<FieldError> errors) {
        ObjectNode controls = text.objectNode();
        ObjectNode commands = text.get("commands") instanceof ObjectNode object ? object : null;
        if (!(text.get("properties") instanceof ObjectNode properties) || (commands == null && text.has("commands"))) {
            return false;
        }
        JsonNode written = commands == null ? text.path(SET) : commands.path(SET);
        JsonNode narrower = written.path("args").path("properties");
        properties.properties().stream()
                .filter(member -> member.getValue().path("control").asBoolean())
                .forEach(member -> controls.set(
                        member.getKey(),
                        narrower.path(member.getKey()).isObject() ? narrower.get(member.getKey()) : member.getValue()));
        if (text.path("open").asBoolean()) {
            return false;
        }
        narrower.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !controls.has(name))
                .forEach(name -> errors.add(new FieldError(
                        "/commands/set/args/properties/" + SchemaRules.pointer(name),
                        "is no property that is a control")));
        if (controls.isEmpty()) {
            return false;
        }
        ObjectNode all = commands == null ? text.putObject("commands") : commands;
        ObjectNode set = all.get(SET) instanceof ObjectNode object ? object : all.putObject(SET);
        if (!set.has("title")) {
            set.putObject("title").put("en", "Change").put("zh", "更改");
        }
        ObjectNode args = set.putObject("args");
        args.put("type", "object").put("minProperties", 1).put("additionalProperties", false);
        args.set("properties", controls.deepCopy());
        return true;
    }

    private Map<String, ValueSchema> events(ObjectNode text, List<FieldError> errors) {
        Map<String, ValueSchema> events = new LinkedHashMap<>();
        each(text, "events", ACTIONS, errors, (name, event) -> {
            String path = "/events/" + SchemaRules.pointer(name);
            Titles.check(event, path, errors);
            JsonNode data = event.get("data");
            if (data != null) {
                List<FieldError> wrong = schemas.errors(data, path + "/data");
                errors.addAll(wrong);
                if (wrong.isEmpty()) {
                    events.put(name, ValueSchema.of(data));
                }
            }
        });
        return events;
    }

    private static void each(
            ObjectNode text, String list, int most, List<FieldError> errors, BiConsumer<String, ObjectNode> part) {
        JsonNode found = text.get(list);
        if (found == null) {
            text.putObject(list);
            return;
        }
        if (!(found instanceof ObjectNode) || found.size() > most) {
            errors.add(new FieldError("/" + list, "must be an object of at most " + most + " members"));
            return;
        }
        for (Map.Entry<String, JsonNode> member : found.properties()) {
            String path = "/" + list + "/" + SchemaRules.pointer(member.getKey());
            if (member.getKey().isEmpty() || member.getKey().length() > NAME) {
                errors.add(new FieldError(path, "must have a name of 1 to " + NAME + " characters"));
            } else if (member.getValue() instanceof ObjectNode object) {
                part.accept(member.getKey(), object);
            } else {
                errors.add(new FieldError(path, "must be an object"));
            }
        }
    }

    private static void part(
            ObjectNode text, String name, ModelParts.Part known, DeviceModel model, List<FieldError> errors) {
        @Nullable JsonNode found = text.get(name);
        if (found == null) {
            return;
        }
        if (!found.isArray() || found.size() > PARTS) {
            errors.add(new FieldError("/" + name, "must be a list of at most " + PARTS));
            return;
        }
        List<Json> items = new ArrayList<>();
        int before = errors.size();
        for (int i = 0; i < found.size(); i++) {
            items.add(JsonText.json(found.get(i)));
            if (!found.get(i).isObject()) {
                errors.add(new FieldError("/" + name + "/" + i, "must be an object"));
            }
        }
        if (errors.size() == before) {
            errors.addAll(known.errors(model, items, "/" + name));
        }
    }
}
