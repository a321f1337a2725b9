package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * Text with half of a surrogate pair, which JSON can spell ({@code "\\ud800"}) and UTF-8 can not: stored, it would come back as
 * another text.
 */
final class Surrogates {
    private Surrogates() {}

    /** Fails with {@code BAD_VALUE} naming every value, or the object of every name, that has one. */
    static void check(String text, JsonNode node) {
        // Only an escape makes one: what came as UTF-8 has none.
        if (text.contains("\\ud") || text.contains("\\uD")) {
            List<FieldError> errors = new ArrayList<>();
            collect(node, JsonPointer.empty(), errors);
            if (!errors.isEmpty()) {
                throw Failure.invalid(errors);
            }
        }
    }

    private static void collect(JsonNode node, JsonPointer at, List<FieldError> errors) {
        if (node.isTextual() && isBroken(node.textValue())) {
            errors.add(new FieldError(at.toString().isEmpty() ? "/" : at.toString(), "has half of a surrogate pair"));
        }
        node.properties().forEach(member -> {
            if (isBroken(member.getKey())) {
                errors.add(new FieldError(at + "/", "has a name with half of a surrogate pair"));
            } else {
                collect(member.getValue(), at.appendProperty(member.getKey()), errors);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), at.appendIndex(i), errors);
        }
    }

    private static boolean isBroken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                return true;
            }
        }
        return false;
    }
}
