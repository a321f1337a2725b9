package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.CommandStatus;
import io.hawser.protocol.Words;
import java.util.List;
import java.util.stream.StreamSupport;

/** What models say, as a Thing Description says it: schemas of data, and texts in languages. */
final class ThingWords {
    private static final List<String> TEXTS =
            List.of("title", "titles", "description", "descriptions", "control", "forms", "readOnly", "writeOnly");
    private static final List<String> CHOICES = List.of("oneOf", "anyOf", "allOf");
    private static final String USUAL = "en";

    private ThingWords() {}

    /** A schema of the model as a DataSchema of its own. */
    static ObjectNode schema(JsonNode written) {
        ObjectNode schema =
                written instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        schema.remove(TEXTS);
        name(written, schema);
        if (schema.get("properties") instanceof ObjectNode members) {
            members.properties().forEach(member -> member.setValue(schema(member.getValue())));
        }
        JsonNode items = schema.get("items");
        if (items != null) {
            schema.set("items", items instanceof ArrayNode several ? all(several) : schema(items));
        }
        for (String choice : CHOICES) {
            if (schema.get(choice) instanceof ArrayNode several) {
                schema.set(choice, all(several));
            }
        }
        return schema;
    }

    private static ArrayNode all(ArrayNode schemas) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        schemas.forEach(one -> all.add(schema(one)));
        return all;
    }

    /** What it is called and what is said of it. */
    static void name(JsonNode part, ObjectNode told) {
        text(part.path("title"), told, "title");
        text(part.path("description"), told, "description");
    }

    /** What is said of a whole model; of one that says no more, what it is called. */
    static void describe(JsonNode model, ObjectNode told) {
        text(model.path(model.has("description") ? "description" : "title"), told, "description");
    }

    /** What becomes of an action. */
    static ObjectNode command() {
        ObjectNode command = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode members = command.putObject("properties");
        members.putObject("command").put("type", "string");
        ArrayNode statuses = members.putObject("status").put("type", "string").putArray("enum");
        for (CommandStatus status : CommandStatus.values()) {
            statuses.add(Words.lower(status));
        }
        command.putArray("required").add("command").add("status");
        return command;
    }

    private static void text(JsonNode texts, ObjectNode told, String one) {
        if (texts.isTextual()) {
            told.set(one, texts);
        } else if (texts.isObject()
                && !texts.isEmpty()
                && StreamSupport.stream(texts.spliterator(), false).allMatch(JsonNode::isTextual)) {
            told.set(one, texts.has(USUAL) ? texts.get(USUAL) : texts.iterator().next());
            told.set(one + "s", texts.deepCopy());
        }
    }
}
