package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import java.util.List;
import java.util.regex.Pattern;

/** {@code title} and {@code description}: texts by language, or one text, which is English. */
final class Titles {
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");
    private static final int TITLE = 100;
    private static final int DESCRIPTION = 1000;

    private Titles() {}

    /** Puts a plain text under its language; adds what is wrong. */
    static void check(ObjectNode part, String path, List<FieldError> errors) {
        check(part, "title", TITLE, path, errors);
        check(part, "description", DESCRIPTION, path, errors);
    }

    private static void check(ObjectNode part, String name, int most, String path, List<FieldError> errors) {
        JsonNode found = part.get(name);
        if (found == null) {
            return;
        }
        if (found.isTextual()) {
            part.putObject(name).put("en", found.asText());
            found = part.get(name);
        }
        String where = path + "/" + name;
        if (!found.isObject() || found.isEmpty()) {
            errors.add(new FieldError(where, "must be a text, or texts by language as {en: Lamp, zh: 灯}"));
            return;
        }
        found.properties().forEach(text -> {
            JsonNode value = text.getValue();
            if (!LANGUAGE.matcher(text.getKey()).matches()) {
                errors.add(new FieldError(
                        where + "/" + SchemaRules.pointer(text.getKey()), "must be a language as en or zh"));
            } else if (!value.isTextual()
                    || value.asText().isBlank()
                    || value.asText().length() > most) {
                errors.add(
                        new FieldError(where + "/" + text.getKey(), "must be a text of 1 to " + most + " characters"));
            }
        });
    }
}
