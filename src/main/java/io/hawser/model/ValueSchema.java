package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON Schema (2020-12) of one value, built once, that says in words what is allowed. Safe for use by any thread. */
final class ValueSchema {
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("app://hawser/models")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Flag);

    private final Validator validator;
    private final String allowed;

    private ValueSchema(Validator validator, String allowed) {
        this.validator = validator;
        this.allowed = allowed;
    }

    /** A schema; {@code title}, {@code unit} and {@code control} beside it say nothing about values. */
    static ValueSchema of(JsonNode schema) {
        JsonObject copy = new JsonObject(JsonText.json(schema).text());
        return new ValueSchema(Validator.create(JsonSchema.of(copy), OPTIONS), words(schema));
    }

    /** What is wrong with the value at this path (JSON pointer), if anything. */
    Optional<FieldError> error(String path, Json value) {
        Object decoded = io.vertx.core.json.Json.decodeValue(value.text());
        // The library takes a null for no value at all.
        boolean fits = decoded != null
                && Boolean.TRUE.equals(validator.validate(decoded).getValid());
        return fits ? Optional.empty() : Optional.of(new FieldError(path, allowed));
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
            default -> throw new IllegalStateException("a model's value has type " + type);
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
