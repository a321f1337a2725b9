package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The words of the W3C Web of Things in a model, and the hub's own for the same: {@code actions} are {@code commands}, their
 * {@code input} is {@code args}, {@code titles} are {@code title}, and what is not {@code readOnly} is a {@code control}. Remembers
 * what was called otherwise, so that errors name what was written. For one use.
 */
final class ModelWords {
    private final Map<String, String> written = new TreeMap<>();

    /** Puts the hub's words in place of the others. */
    void replace(ObjectNode model) {
        rename(model, "", "", "titles", "title");
        rename(model, "", "", "descriptions", "description");
        rename(model, "", "", "actions", "commands");
        each(model, "properties", (property, own, theirs) -> {
            titles(property, own, theirs);
            JsonNode readOnly = property.get("readOnly");
            if (readOnly != null && readOnly.isBoolean() && !property.has("control")) {
                property.remove("readOnly");
                property.put("control", !readOnly.asBoolean());
                written.put(own + "/control", theirs + "/readOnly");
            }
        });
        each(model, "commands", (command, own, theirs) -> {
            titles(command, own, theirs);
            rename(command, own, theirs, "input", "args");
        });
        each(model, "events", this::titles);
    }

    /** The errors as they are to be told: by the words that were written. */
    List<FieldError> told(List<FieldError> errors) {
        return errors.stream()
                .map(error -> new FieldError(path(error.path()), error.message(), error.line()))
                .toList();
    }

    private String path(String own) {
        String best = "";
        for (String known : written.keySet()) {
            boolean within = own.equals(known) || own.startsWith(known + "/");
            if (within && known.length() > best.length()) {
                best = known;
            }
        }
        return best.isEmpty() ? own : written.get(best) + own.substring(best.length());
    }

    private void titles(ObjectNode part, String own, String theirs) {
        rename(part, own, theirs, "titles", "title");
        rename(part, own, theirs, "descriptions", "description");
    }

    private void each(ObjectNode model, String list, Part part) {
        if (model.get(list) instanceof ObjectNode parts) {
            parts.properties().forEach(member -> {
                if (member.getValue() instanceof ObjectNode object) {
                    String own = "/" + list + "/" + SchemaRules.pointer(member.getKey());
                    part.with(object, own, path(own));
                }
            });
        }
    }

    private void rename(ObjectNode in, String own, String theirs, String word, String to) {
        if (in.has(word) && !in.has(to)) {
            in.set(to, in.remove(word));
            written.put(own + "/" + to, theirs + "/" + word);
        }
    }

    @FunctionalInterface
    private interface Part {
        void with(ObjectNode part, String own, String theirs);
    }
}
