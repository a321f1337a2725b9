package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.SchemaErrors;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The JSON Schema (2020-12) of one value, built once, that says in words what is allowed. Safe for use by any thread. */
final class ValueSchema {
    /** What stands beside a schema and says nothing about values. */
    static final List<String> BESIDE = List.of("title", "titles", "description", "descriptions", "unit", "control");

    private static final String BASE = "app://hawser/models";
    private static final Set<String> NESTED = Set.of("object", "array");

    private final Validator validator;
    private final Patterns patterns;
    private final String allowed;
    private final boolean nested;

    private ValueSchema(Validator validator, Patterns patterns, String allowed, boolean nested) {
        this.validator = validator;
        this.patterns = patterns;
        this.allowed = allowed;
        this.nested = nested;
    }

    /** Of a schema that {@link SchemaRules} finds nothing wrong with. */
    static ValueSchema of(JsonNode schema) {
        boolean nested = NESTED.contains(schema.path("type").asText());
        JsonNode plain = plain(schema);
        Patterns patterns = Patterns.takenFrom(plain);
        JsonObject copy = new JsonObject(JsonText.json(plain).text());
        Validator validator = Validator.create(
                JsonSchema.of(copy),
                new JsonSchemaOptions()
                        .setBaseUri(BASE)
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(nested ? OutputFormat.Basic : OutputFormat.Flag));
        return new ValueSchema(validator, patterns, words(schema), nested);
    }

    /** Without what stands beside it and beside the schemas of its parts. */
    static JsonNode plain(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode plain = object.deepCopy().without(BESIDE);
        if (plain.get("items") instanceof ObjectNode items) {
            plain.set("items", plain(items));
        }
        if (plain.get("properties") instanceof ObjectNode members) {
            members.properties().forEach(member -> member.setValue(plain(member.getValue())));
        }
        return plain;
    }

    /** Adds what is wrong with the value at this path (JSON pointer): of an object or a list each part of it. */
    void check(String path, Json value, List<FieldError> errors) {
        Object decoded = io.vertx.core.json.Json.decodeValue(value.text());
        // The library takes a null for no value at all.
        if (decoded == null) {
            errors.add(new FieldError(path, allowed));
            return;
        }
        var result = validator.validate(decoded);
        if (Boolean.TRUE.equals(result.getValid())) {
            patterns.check(path, decoded, nested ? "is not written as it must be" : allowed, errors);
            return;
        }
        int before = errors.size();
        if (nested) {
            SchemaErrors.collect(result, path, errors);
        }
        if (errors.size() == before) {
            errors.add(new FieldError(path, allowed));
        }
    }

    /** The same words for a value that has to be there and is not. */
    FieldError missing(String path) {
        return new FieldError(path, "is missing; " + allowed);
    }

    private static String words(JsonNode schema) {
        if (schema.path("enum").isArray()) {
            List<String> values = new ArrayList<>();
            schema.path("enum").forEach(value -> values.add(value.asText()));
            return "must be one of " + String.join(", ", values);
        }
        String type = schema.path("type").asText();
        return switch (type) {
            case "boolean" -> "must be true or false";
            case "integer" -> "must be a whole number" + range(schema, "minimum", "maximum");
            case "number" -> "must be a number" + range(schema, "minimum", "maximum");
            case "string" ->
                "color".equals(schema.path("format").asText())
                        ? "must be a colour as #rrggbb"
                        : "must be a text" + range(schema, "minLength", "maxLength", " characters");
            case "array" -> "must be a list" + range(schema, "minItems", "maxItems", " items");
            default -> "must be an object";
        };
    }

    private static String range(JsonNode schema, String least, String most) {
        return range(schema, least, most, "");
    }

    private static String range(JsonNode schema, String least, String most, String unit) {
        if (schema.has(least) && schema.has(most)) {
            return (unit.isEmpty() ? " from " : " of ") + schema.get(least).asText() + " to "
                    + schema.get(most).asText() + unit;
        }
        if (schema.has(least)) {
            return ", at least " + schema.get(least).asText() + unit;
        }
        return schema.has(most) ? " of at most " + schema.get(most).asText() + unit : "";
    }
}
