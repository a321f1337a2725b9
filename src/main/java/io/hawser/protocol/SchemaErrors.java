package io.hawser.protocol;

import io.hawser.domain.FieldError;
import io.vertx.json.schema.OutputUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schema's complaints as fields and words. The validator repeats each complaint at every level above it; only the innermost
 * name a field.
 */
public final class SchemaErrors {
    private static final Set<String> LEVELS = Set.of(
            "$ref",
            "$dynamicRef",
            "properties",
            "patternProperties",
            "items",
            "prefixItems",
            "allOf",
            "anyOf",
            "oneOf");

    private static final Pattern QUOTED = Pattern.compile("\"(.*)\"", Pattern.DOTALL);
    private static final Pattern LAST = Pattern.compile("([^ (]+)\\)?$");

    private static final Map<String, Function<String, String>> WORDS = Map.ofEntries(
            Map.entry("type", text -> "must be " + text.substring(text.indexOf("Expected ") + "Expected ".length())),
            Map.entry("enum", text -> "must be one of " + text.substring(text.indexOf('['))),
            Map.entry("minimum", text -> "must be at least " + last(text)),
            Map.entry("maximum", text -> "must be at most " + last(text)),
            Map.entry("minLength", text -> "must have at least " + last(text) + " characters"),
            Map.entry("maxLength", text -> "must have at most " + last(text) + " characters"),
            Map.entry("minItems", text -> "must have at least " + last(text) + " items"),
            Map.entry("maxItems", text -> "must have at most " + last(text) + " items"),
            Map.entry("minProperties", text -> "must have at least one of its fields"),
            Map.entry("pattern", text -> "is not written as it must be"));

    private SchemaErrors() {}

    /** Adds a field for each complaint, under the given pointer. */
    public static void collect(OutputUnit result, String under, List<FieldError> errors) {
        if (Boolean.TRUE.equals(result.getValid()) || result.getErrors() == null) {
            return;
        }
        for (OutputUnit unit : result.getErrors()) {
            String location = unit.getKeywordLocation();
            String keyword = location.substring(location.lastIndexOf('/') + 1);
            if (!LEVELS.contains(keyword)) {
                FieldError error = error(unit, keyword, under);
                if (!errors.contains(error)) {
                    errors.add(error);
                }
            }
        }
    }

    private static FieldError error(OutputUnit unit, String keyword, String under) {
        String path = under + unit.getInstanceLocation().replaceFirst("^#", "");
        String text = unit.getError();
        if ("required".equals(keyword)) {
            Matcher name = QUOTED.matcher(text);
            return new FieldError(path + "/" + (name.find() ? name.group(1) : ""), "is required");
        }
        Function<String, String> words = WORDS.get(keyword);
        return new FieldError(path.isEmpty() ? "/" : path, words == null ? text : words.apply(text));
    }

    private static String last(String text) {
        Matcher last = LAST.matcher(text);
        return last.find() ? last.group(1).replaceAll("\\)$", "") : text;
    }
}
