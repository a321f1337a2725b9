package io.hawser.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hawser.domain.FieldError;
import io.hawser.domain.Identifier;
import io.hawser.domain.Json;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which strategies there are against which faults: those of the device's model in the place of the hub's for the same code. What there
 * is for {@code AUDIO} serves {@code AUDIO.CAPTURE}, and what there is for {@code *} serves all that has nothing of its own. Safe for use
 * by any thread.
 */
public final class StrategyBook {
    private static final Logger LOG = LoggerFactory.getLogger(StrategyBook.class);
    private static final String COMMON = "/repair/common.yaml";
    private static final String ANY = "*";
    private static final int MOST = 20;

    private final Map<String, ArrayNode> common;
    private final Function<String, List<Json>> models;

    /**
     * @param file strategies of the hub in the place of those that come along; null: those
     * @param models what a model has, by its name: objects with {@code code} and {@code strategies}
     * @throws IllegalArgumentException when the file can't be used, in words for whoever wrote it
     */
    public StrategyBook(@Nullable Path file, Function<String, List<Json>> models) {
        this.models = models;
        common = byCode(file == null ? ownText() : text(file));
    }

    private static List<Json> ownText() {
        try (InputStream in = StrategyBook.class.getResourceAsStream(COMMON)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + COMMON);
            }
            return parts(new ObjectMapper(new YAMLFactory()).readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Json> text(Path file) {
        try {
            List<Json> parts = parts(new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file)));
            List<FieldError> errors = errors(parts, "");
            if (!errors.isEmpty()) {
                FieldError first = errors.get(0);
                throw new IllegalArgumentException(file + ": " + first.path() + " " + first.message());
            }
            return parts;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<Json> parts(JsonNode list) {
        List<Json> parts = new ArrayList<>();
        list.forEach(part -> parts.add(JsonText.json(part)));
        return parts;
    }

    private static Map<String, ArrayNode> byCode(List<Json> parts) {
        Map<String, ArrayNode> byCode = new LinkedHashMap<>();
        for (Json part : parts) {
            JsonNode read = JsonText.own(part.text());
            if (read.path("strategies") instanceof ArrayNode list) {
                byCode.put(read.path("code").asText(), list);
            }
        }
        return byCode;
    }

    /** What is done about a fault of that code of a device of that model. */
    public Plan plan(String model, String code) {
        Map<String, ArrayNode> own = byCode(models.apply(model));
        String key = code;
        while (true) {
            ArrayNode found = own.containsKey(key) ? own.get(key) : common.get(key);
            if (found != null) {
                return plan(model, key, found);
            }
            int dot = key.lastIndexOf('.');
            if (key.equals(ANY)) {
                return plan(model, key, JsonNodeFactory.instance.arrayNode());
            }
            key = dot > 0 ? key.substring(0, dot) : ANY;
        }
    }

    /** All plans of a model by code, those of the hub among them where it has none of its own. */
    public Map<String, Plan> plans(String model) {
        Map<String, Plan> plans = new LinkedHashMap<>();
        byCode(models.apply(model)).forEach((code, list) -> plans.put(code, plan(model, code, list)));
        common.forEach((code, list) -> plans.computeIfAbsent(code, none -> plan(model, code, list)));
        return plans;
    }

    /** One that can't be read is left out and told in the log; one for people is always there, as the last. */
    private static Plan plan(String model, String code, ArrayNode list) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        Set<String> names = new HashSet<>();
        boolean people = false;
        for (JsonNode part : list) {
            if (!(part instanceof ObjectNode object)) {
                continue;
            }
            Fields fields = Fields.of(object);
            Strategy strategy = StrategyReader.read(object, fields);
            if (strategy == null) {
                LOG.atWarn()
                        .addKeyValue("model", model)
                        .addKeyValue("code", code)
                        .addKeyValue("errors", fields.errors())
                        .log("a strategy can't be read and is left out");
                continue;
            }
            people |= strategy.kind() == Strategy.Kind.TICKET;
            kept.add(object.deepCopy().put("name", unique(strategy.name(), names)));
        }
        if (!people) {
            ObjectNode ticket = JsonNodeFactory.instance.objectNode();
            ticket.put("ticket", true).put("by", "hand").put("name", unique("ticket", names));
            kept.add(ticket);
        }
        return Plan.of(JsonText.json(kept));
    }

    private static String unique(String name, Set<String> names) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + "-" + i;
        }
        return unique;
    }

    /** What is wrong with a model's strategies, with paths below {@code prefix}. */
    public static List<FieldError> errors(List<Json> parts, String prefix) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String path = prefix + "/" + i;
            JsonNode part = JsonText.own(parts.get(i).text());
            String code = part.path("code").asText();
            if (!code.equals(ANY) && !Identifier.matches(code)) {
                errors.add(new FieldError(path + "/code", "must be a fault's code, or *"));
            }
            JsonNode list = part.path("strategies");
            if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
                errors.add(new FieldError(path + "/strategies", "must be a list of 1 to " + MOST + " strategies"));
                continue;
            }
            for (int s = 0; s < list.size(); s++) {
                errors.addAll(errors(list.get(s), path + "/strategies/" + s));
            }
        }
        return errors;
    }

    private static List<FieldError> errors(JsonNode strategy, String path) {
        if (!(strategy instanceof ObjectNode text)) {
            return List.of(new FieldError(path, "must be an object"));
        }
        Fields fields = Fields.of(text);
        StrategyReader.read(text, fields);
        return fields.errors().stream()
                .map(error -> new FieldError(error.path().equals("/") ? path : path + error.path(), error.message()))
                .toList();
    }
}
