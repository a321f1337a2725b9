package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command takes: each argument by its own schema and in words of its own, and where more is said of all of them, that as well.
 * What it does not know passes, unless the schema says otherwise.
 *
 * @param whole null: nothing is said of all of them together
 */
record Arguments(
        Map<String, ValueSchema> known,
        List<String> required,
        @Nullable ValueSchema whole) {
    /** Of a command that says nothing of them. */
    static final Arguments NONE = new Arguments(Map.of(), List.of(), null);

    private static final Set<String> BY_ITSELF = Set.of("type", "properties", "required");

    static Arguments of(ObjectNode schema) {
        Map<String, ValueSchema> known = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(member -> known.put(member.getKey(), ValueSchema.of(member.getValue())));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        JsonNode plain = ValueSchema.plain(schema);
        boolean more = plain.properties().stream().anyMatch(member -> !BY_ITSELF.contains(member.getKey()));
        boolean unknown = required.stream().anyMatch(name -> !known.containsKey(name));
        return new Arguments(known, required, more || unknown ? ValueSchema.of(schema) : null);
    }

    void check(Json args, List<FieldError> errors) {
        Map<String, Json> given = JsonText.properties(JsonText.object(args.text()));
        known.forEach((name, schema) -> {
            String path = "/args/" + SchemaRules.pointer(name);
            Json value = given.get(name);
            if (value != null) {
                schema.check(path, value, errors);
            } else if (required.contains(name)) {
                errors.add(schema.missing(path));
            }
        });
        if (whole != null) {
            List<FieldError> more = new ArrayList<>();
            whole.check("/args", args, more);
            more.stream()
                    .filter(error ->
                            errors.stream().noneMatch(other -> other.path().equals(error.path())))
                    .forEach(errors::add);
        }
    }
}
