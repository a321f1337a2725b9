package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.SchemaErrors;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a schema of a property, of arguments or of an event's data must be: a JSON Schema (2020-12) that says its type and stands by
 * itself. Safe for use by any thread.
 */
final class SchemaRules {
    private static final String META = "https://json-schema.org/draft/2020-12/";
    private static final List<String> VOCABULARIES = List.of(
            "schema",
            "meta/core",
            "meta/applicator",
            "meta/unevaluated",
            "meta/validation",
            "meta/meta-data",
            "meta/format-annotation",
            "meta/content");
    private static final Set<String> TYPES = Set.of("boolean", "integer", "number", "string", "array", "object");
    private static final List<String> REFERENCES =
            List.of("$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary");

    /** Its keys are regular expressions, which the validator would compare without a bound. */
    private static final String NAMES = "patternProperties";

    private final Validator meta;

    SchemaRules() {
        SchemaRepository repository = SchemaRepository.create(new JsonSchemaOptions()
                .setBaseUri(META)
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
        VOCABULARIES.forEach(name -> repository.dereference(JsonSchema.of(new JsonObject(resource(name)))));
        meta = repository.validator(META + "schema");
    }

    private static String resource(String name) {
        String path = "/json-schema.org/draft/2020-12/" + name;
        try (InputStream in = Validator.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that is wrong with the schema at that path. */
    List<FieldError> errors(JsonNode schema, String path) {
        List<FieldError> errors = new ArrayList<>();
        if (!(schema instanceof ObjectNode object)) {
            errors.add(new FieldError(path, "must be a JSON Schema"));
            return errors;
        }
        JsonNode type = object.path("type");
        if (!type.isTextual() || !TYPES.contains(type.asText())) {
            errors.add(new FieldError(path + "/type", "must be boolean, integer, number, string, array or object"));
        }
        ObjectNode plain = (ObjectNode) ValueSchema.plain(object);
        SchemaErrors.collect(meta.validate(new JsonObject(JsonText.json(plain).text())), path, errors);
        parts(plain, path, Patterns.places(plain, path), errors);
        return errors.stream().distinct().toList();
    }

    private static void parts(JsonNode part, String path, Set<String> places, List<FieldError> errors) {
        REFERENCES.stream()
                .filter(part::has)
                .forEach(name ->
                        errors.add(new FieldError(path + "/" + name, "can't be used: a schema stands by itself here")));
        if (part.has(NAMES) && places.contains(path)) {
            errors.add(new FieldError(path + "/" + NAMES, "can't be used: name the properties"));
        }
        JsonNode pattern = part.path(Patterns.KEYWORD);
        if (pattern.isTextual() && !places.contains(path)) {
            errors.add(new FieldError(
                    path + "/pattern", "can't be used here: only of a value, of its properties and of its items"));
        } else if (pattern.isTextual()) {
            try {
                Pattern.compile(pattern.asText());
            } catch (PatternSyntaxException e) {
                errors.add(new FieldError(path + "/pattern", "is no regular expression: " + e.getDescription()));
            }
        }
        part.properties()
                .forEach(member -> parts(member.getValue(), path + "/" + pointer(member.getKey()), places, errors));
        for (int i = 0; part.isArray() && i < part.size(); i++) {
            parts(part.get(i), path + "/" + i, places, errors);
        }
    }

    /** A member's name within a JSON pointer (RFC 6901). */
    static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
