package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.FieldError;
import io.hawser.protocol.JsonText;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;

/** A JSON Schema (2020-12), built once, that says in words what is allowed. Safe for use by any thread. */
final class ValueSchema {
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("app://hawser/models")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private final Validator validator;
    private final String allowed;

    private ValueSchema(Validator validator, String allowed) {
        this.validator = validator;
        this.allowed = allowed;
    }

    /** A schema; {@code title}, {@code unit} and {@code control} beside it say nothing about values. */
    static ValueSchema of(JsonNode schema) {
        if (!schema.isObject()) {
            throw new IllegalStateException("no JSON Schema: " + schema);
        }
        JsonObject copy = new JsonObject(JsonText.json(schema).text());
        return new ValueSchema(Validator.create(JsonSchema.of(copy), OPTIONS), words(schema));
    }

    /** Adds what is wrong with the value at this path (JSON pointer), each with its own path. */
    void check(String path, String value, List<FieldError> errors) {
        Object decoded = Json.decodeValue(value);
        if (decoded == null) {
            // The library takes a top-level null for no value at all.
            errors.add(new FieldError(path, allowed));
            return;
        }
        OutputUnit result = validator.validate(decoded);
        if (Boolean.TRUE.equals(result.getValid())) {
            return;
        }
        List<OutputUnit> units = result.getErrors() == null ? List.of() : result.getErrors();
        List<FieldError> found = new ArrayList<>();
        for (OutputUnit unit : units) {
            String at = location(unit);
            if (!at.isEmpty()) {
                found.add(new FieldError(path + at, unit.getError()));
            }
        }
        errors.addAll(found.isEmpty() ? List.of(new FieldError(path, allowed)) : found);
    }

    /** {@code #/text} as {@code /text}. */
    private static String location(OutputUnit unit) {
        String location = unit.getInstanceLocation();
        return location == null || !location.startsWith("#") ? "" : location.substring(1);
    }

    /** What the schema of a property allows, as words that follow its path. */
    private static String words(JsonNode schema) {
        if (schema.path("enum").isArray()) {
            List<String> values = new ArrayList<>();
            schema.path("enum").forEach(value -> values.add(value.asText()));
            return "must be one of " + String.join(", ", values);
        }
        StringBuilder words = new StringBuilder("must be ");
        words.append(
                switch (schema.path("type").asText()) {
                    case "boolean" -> "true or false";
                    case "integer" -> "a whole number";
                    case "number" -> "a number";
                    case "string" -> "color".equals(schema.path("format").asText()) ? "a colour as #rrggbb" : "a text";
                    case "object" -> "an object";
                    default -> "another value";
                });
        if (schema.has("minimum") && schema.has("maximum")) {
            words.append(" from ").append(schema.path("minimum").asText());
            words.append(" to ").append(schema.path("maximum").asText());
        } else if (schema.has("minimum")) {
            words.append(", at least ").append(schema.path("minimum").asText());
        }
        if (schema.has("maxLength")) {
            words.append(" of at most ")
                    .append(schema.path("maxLength").asText())
                    .append(" characters");
        }
        return words.toString();
    }
}
