package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is watched of devices: the checks that are common to all, with those of the device's model in place of or beside them, each
 * changed by what was set for the one device. Safe for use by any thread.
 */
public final class CheckBook {
    private static final Logger LOG = LoggerFactory.getLogger(CheckBook.class);
    private static final Duration TOLD_CALM = Duration.ofSeconds(30);
    private static final String COMMON = "/checks/common.yaml";

    private final List<ObjectNode> common;
    private final Function<String, List<Json>> models;

    /** @param models the checks that a model has, by its name */
    public CheckBook(Function<String, List<Json>> models) {
        this.models = models;
        common = common();
    }

    private static List<ObjectNode> common() {
        try (InputStream in = CheckBook.class.getResourceAsStream(COMMON)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + COMMON);
            }
            List<ObjectNode> checks = new ArrayList<>();
            new ObjectMapper(new YAMLFactory()).readTree(in).forEach(check -> checks.add((ObjectNode) check));
            return checks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The hub's own checks of a code. */
    List<ObjectNode> common(String code) {
        return common.stream().filter(check -> code(check).equals(code)).toList();
    }

    /** A device's checks of one code, as they are in force. */
    List<ObjectNode> of(String model, String code, @Nullable Json override) {
        return texts(model, override == null ? Map.of() : Map.of(code, override)).stream()
                .filter(check -> code(check).equals(code))
                .toList();
    }

    /** All checks of a device by code, as they are in force: each has the members of its own and of what was set, and {@code from}. */
    List<ObjectNode> texts(String model, Map<String, Json> overrides) {
        Map<String, List<ObjectNode>> byCode = new LinkedHashMap<>();
        common.forEach(check -> byCode.computeIfAbsent(code(check), none -> new ArrayList<>())
                .add(check.deepCopy().put("from", "hub")));
        Map<String, List<ObjectNode>> own = new LinkedHashMap<>();
        for (Json check : models.apply(model)) {
            if (JsonText.own(check.text()) instanceof ObjectNode object) {
                own.computeIfAbsent(code(object), none -> new ArrayList<>())
                        .add(object.deepCopy().put("from", "model"));
            }
        }
        byCode.putAll(own);
        List<ObjectNode> all = new ArrayList<>();
        byCode.forEach((code, checks) -> {
            for (ObjectNode check : checks) {
                Json override = overrides.get(code);
                if (override != null && JsonText.own(override.text()) instanceof ObjectNode change) {
                    change.properties().forEach(member -> check.set(member.getKey(), member.getValue()));
                    check.put("from", "device");
                }
                all.add(check);
            }
        });
        return all;
    }

    /** The device with its checks; one that cannot be read is left out and told in the log. */
    Subject subject(DeviceId device, String model, Map<String, Json> overrides) {
        List<Check> checks = new ArrayList<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (ObjectNode text : texts(model, overrides)) {
            int number = numbers.merge(code(text), 1, Integer::sum);
            if (!text.path("enabled").asBoolean(true)) {
                continue;
            }
            Fields fields = Fields.of(text);
            Check check = CheckReader.read("check:" + code(text) + "/" + number, text, fields);
            if (check != null) {
                checks.add(check);
            } else {
                LOG.atWarn()
                        .addKeyValue("model", model)
                        .addKeyValue("check", code(text))
                        .addKeyValue("errors", fields.errors())
                        .log("a check can't be read and is left out");
            }
        }
        return new Subject(device, checks);
    }

    /** What is wrong with a model's checks, with paths below {@code prefix}. */
    public static List<FieldError> errors(List<Json> checks, String prefix) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            if (JsonText.own(checks.get(i).text()) instanceof ObjectNode text) {
                Fields fields = Fields.of(text);
                CheckReader.read("check", text, fields);
                String path = prefix + "/" + i;
                fields.errors().forEach(error -> errors.add(new FieldError(path + error.path(), error.message())));
            } else {
                errors.add(new FieldError(prefix + "/" + i, "must be an object"));
            }
        }
        return errors;
    }

    /** Fails with {@code BAD_VALUE} when a device's check would not be one with these members, {@code NOT_FOUND} when there is none of that code. */
    void require(String model, String code, ObjectNode override) {
        Set<String> codes = new LinkedHashSet<>();
        List<FieldError> errors = new ArrayList<>();
        if (override.has("code")) {
            errors.add(new FieldError("/code", "can't be changed"));
        }
        JsonNode enabled = override.get("enabled");
        if (enabled != null && !enabled.isBoolean()) {
            errors.add(new FieldError("/enabled", "must be true or false"));
        }
        for (ObjectNode check : texts(model, Map.of(code, JsonText.json(override)))) {
            codes.add(code(check));
            if (code(check).equals(code)) {
                Fields fields = Fields.of(check);
                CheckReader.read("check", check, fields);
                errors.addAll(fields.errors());
            }
        }
        if (!codes.contains(code)) {
            throw Failure.notFound("check");
        }
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors.stream().distinct().toList());
        }
    }

    /** Of a fault that a device tells of itself and its model knows nothing of. */
    static Check told(String id, String code) {
        return new Check(
                id, code, Severity.MINOR, new Conditions.Told(code), Duration.ZERO, null, TOLD_CALM, Json.EMPTY);
    }

    private static String code(ObjectNode check) {
        return check.path("code").asText();
    }
}
