package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions of a schema, each compared within a bound: what somebody wrote into a model must not hold up an event loop,
 * whatever a device sends. They stand in the schema of a value, of its properties and of its items, at any depth, and are taken out of what the
 * validator gets. Immutable.
 *
 * @param own of this value; null: none
 * @param properties by name, where there are any below
 * @param others of all other properties
 * @param first of the first items, in their order
 * @param items of all items after those
 */
record Patterns(
        @Nullable Pattern own,
        Map<String, Patterns> properties,
        @Nullable Patterns others,
        List<Patterns> first,
        @Nullable Patterns items) {
    static final String KEYWORD = "pattern";

    private static final Patterns NONE = new Patterns(null, Map.of(), null, List.of(), null);
    private static final String PROPERTIES = "properties";
    private static final String OTHERS = "additionalProperties";
    private static final String FIRST = "prefixItems";
    private static final String ITEMS = "items";

    Patterns {
        properties = Map.copyOf(properties);
        first = List.copyOf(first);
    }

    /** Takes them out of a schema; fails with {@link java.util.regex.PatternSyntaxException} where one is none. */
    static Patterns takenFrom(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return NONE;
        }
        JsonNode text = object.path(KEYWORD);
        Pattern own = text.isTextual() ? Pattern.compile(text.asText()) : null;
        if (own != null) {
            object.remove(KEYWORD);
        }
        Map<String, Patterns> properties = new LinkedHashMap<>();
        object.path(PROPERTIES).properties().forEach(member -> {
            Patterns below = takenFrom(member.getValue());
            // Also one without any is known, so that it is none of the others.
            properties.put(member.getKey(), below);
        });
        List<Patterns> first = new ArrayList<>();
        object.path(FIRST).forEach(item -> first.add(takenFrom(item)));
        Patterns all = new Patterns(
                own, properties, some(takenFrom(object.path(OTHERS))), first, some(takenFrom(object.path(ITEMS))));
        return all.isEmpty() ? NONE : all;
    }

    private static @Nullable Patterns some(Patterns patterns) {
        return patterns.isEmpty() ? null : patterns;
    }

    boolean isEmpty() {
        return own == null
                && others == null
                && items == null
                && properties.values().stream().allMatch(Patterns::isEmpty)
                && first.stream().allMatch(Patterns::isEmpty);
    }

    /** The pointers below this one at which a schema may have them. */
    static Set<String> places(ObjectNode schema, String path) {
        Set<String> places = new HashSet<>();
        collect(schema, path, places);
        return places;
    }

    private static void collect(JsonNode schema, String path, Set<String> places) {
        if (!schema.isObject()) {
            return;
        }
        places.add(path);
        schema.path(PROPERTIES)
                .properties()
                .forEach(member -> collect(
                        member.getValue(),
                        path + "/" + PROPERTIES + "/" + SchemaRules.pointer(member.getKey()),
                        places));
        for (int i = 0; i < schema.path(FIRST).size(); i++) {
            collect(schema.path(FIRST).get(i), path + "/" + FIRST + "/" + i, places);
        }
        collect(schema.path(OTHERS), path + "/" + OTHERS, places);
        collect(schema.path(ITEMS), path + "/" + ITEMS, places);
    }

    /** Adds what does not fit of a value as Vert.x decodes it, which the validator has found well otherwise. */
    void check(String path, @Nullable Object value, String otherwise, List<FieldError> errors) {
        if (own != null && value instanceof String text && !Matching.isFound(own, text)) {
            errors.add(new FieldError(path, otherwise));
        }
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, Object> member : object) {
                Patterns named = properties.get(member.getKey());
                Patterns below = named == null ? others : named;
                if (below != null) {
                    below.check(
                            path + "/" + SchemaRules.pointer(member.getKey()), member.getValue(), otherwise, errors);
                }
            }
        }
        if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                Patterns below = i < first.size() ? first.get(i) : items;
                if (below != null) {
                    below.check(path + "/" + i, array.getValue(i), otherwise, errors);
                }
            }
        }
    }
}
