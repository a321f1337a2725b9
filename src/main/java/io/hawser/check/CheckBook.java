package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
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
    /** What is told of a check beside what it says. */
    private static final List<String> TOLD = List.of("id", "from", "set");

    private static final String COMMON = "/checks/common.yaml";

    private final List<ObjectNode> common;
    private final Function<String, List<Json>> models;
    /** Most devices have what their model says: that is read once for all of them. */
    private final Map<String, Read> read = new ConcurrentHashMap<>();

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

    /**
     * All checks of a device as they are in force: each has the members of its own and of what was set, its {@code id} (the code; with a
     * number where there are several of it), where it is {@code from}, and {@code set}, what was set for the device.
     */
    List<ObjectNode> texts(String model, Map<String, Json> overrides) {
        List<ObjectNode> all = new ArrayList<>();
        byCode(model).forEach((code, checks) -> {
            for (int i = 0; i < checks.size(); i++) {
                ObjectNode check = checks.get(i);
                String id = checks.size() == 1 ? code : code + ":" + (i + 1);
                ObjectNode set = check.objectNode();
                set.setAll(object(overrides.get(code)));
                set.setAll(object(overrides.get(id)));
                check.put("id", id);
                if (overrides.containsKey(code) || overrides.containsKey(id)) {
                    set.properties().forEach(member -> check.set(member.getKey(), member.getValue()));
                    check.put("from", "device").set("set", set);
                }
                all.add(check);
            }
        });
        return all;
    }

    /** Copies: those of all devices, in whose place those of the model are. */
    private Map<String, List<ObjectNode>> byCode(String model) {
        Map<String, List<ObjectNode>> byCode = new LinkedHashMap<>();
        common.forEach(check -> byCode.computeIfAbsent(code(check), none -> new ArrayList<>())
                .add(check.deepCopy().put("from", "hub")));
        Map<String, List<ObjectNode>> own = new LinkedHashMap<>();
        for (Json check : models.apply(model)) {
            ObjectNode object = object(check);
            own.computeIfAbsent(code(object), none -> new ArrayList<>()).add(object.put("from", "model"));
        }
        byCode.putAll(own);
        return byCode;
    }

    private static ObjectNode object(@Nullable Json json) {
        return json != null && JsonText.own(json.text()) instanceof ObjectNode object
                ? object
                : JsonNodeFactory.instance.objectNode();
    }

    /** The device with its checks; one that cannot be read is left out and told in the log. */
    Subject subject(DeviceId device, String model, Map<String, Json> overrides) {
        if (!overrides.isEmpty()) {
            return new Subject(device, read(model, overrides));
        }
        List<Json> own = models.apply(model);
        Read known = read.get(model);
        if (known == null || !known.own().equals(own)) {
            known = new Read(own, read(model, Map.of()));
            read.put(model, known);
        }
        return new Subject(device, known.checks());
    }

    private List<Check> read(String model, Map<String, Json> overrides) {
        List<Check> checks = new ArrayList<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (ObjectNode text : texts(model, overrides)) {
            int number = numbers.merge(code(text), 1, Integer::sum);
            if (!text.path("enabled").asBoolean(true)) {
                continue;
            }
            Fields fields = Fields.of(plain(text));
            Check check = CheckReader.read("check:" + code(text) + "/" + number, plain(text), fields);
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
        return checks;
    }

    private static ObjectNode plain(ObjectNode text) {
        return text.deepCopy().without(TOLD);
    }

    /**
     * What is wrong with a model's checks, with paths below {@code prefix}.
     *
     * @param knows the properties that the model has
     */
    public static List<FieldError> errors(List<Json> checks, Predicate<String> knows, String prefix) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            ObjectNode text = object(checks.get(i));
            Fields fields = Fields.of(text);
            CheckReader.read("check", text, fields);
            String path = prefix + "/" + i;
            fields.errors().forEach(error -> errors.add(new FieldError(path + error.path(), error.message())));
            if (fields.errors().isEmpty()) {
                unknown(text.path("when"), path + "/when", knows, errors);
                unknown(text.path("clear"), path + "/clear", knows, errors);
            }
        }
        return errors;
    }

    private static void unknown(JsonNode part, String path, Predicate<String> knows, List<FieldError> errors) {
        JsonNode property = part.path("property");
        if (property.isTextual() && !knows.test(property.asText())) {
            errors.add(new FieldError(path + "/property", "is no property of this model"));
        }
        part.properties().forEach(member -> unknown(member.getValue(), path + "/" + member.getKey(), knows, errors));
        for (int i = 0; part.isArray() && i < part.size(); i++) {
            unknown(part.get(i), path + "/" + i, knows, errors);
        }
    }

    /**
     * Fails with {@code BAD_VALUE} when a device's check would not be one with these members, {@code NOT_FOUND} when there is none of
     * that name.
     *
     * @param name a check's id, or the code of several
     * @return the codes that it is about
     */
    Set<String> require(String model, String name, ObjectNode override) {
        Set<String> codes = new LinkedHashSet<>();
        Set<FieldError> errors = new LinkedHashSet<>();
        List.of("code", "id", "from", "set").stream()
                .filter(override::has)
                .forEach(member -> errors.add(new FieldError("/" + member, "can't be changed")));
        for (ObjectNode check : texts(model, Map.of(name, JsonText.json(override)))) {
            if (check.has("set")) {
                codes.add(code(check));
                Fields fields = Fields.of(plain(check));
                CheckReader.read("check", plain(check), fields);
                errors.addAll(fields.errors());
            }
        }
        if (codes.isEmpty()) {
            throw Failure.notFound("check");
        }
        if (!errors.isEmpty()) {
            throw Failure.invalid(List.copyOf(errors));
        }
        return codes;
    }

    /** Of a fault that a device tells of itself and its model knows nothing of. */
    static Check told(String id, String code) {
        return new Check(
                id, code, Severity.MINOR, new Conditions.Told(code), Duration.ZERO, null, TOLD_CALM, Json.EMPTY);
    }

    /** What a model's checks were read as. */
    private record Read(List<Json> own, List<Check> checks) {}

    private static String code(ObjectNode check) {
        return check.path("code").asText();
    }
}
