package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.protocol.YamlText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parameters and body of a request that keeps the contract. What the contract requires is there; header names have no case. */
final class Arguments {
    private final Map<String, Object> values;
    private final JsonNode body;
    private final @Nullable Written yaml;

    /**
     * @param body an object, but where the contract takes any value; null: none
     * @param yaml where it was written as that
     */
    Arguments(Map<String, Object> values, @Nullable JsonNode body, @Nullable Written yaml) {
        this.values = Map.copyOf(values);
        this.body = body == null ? JsonNodeFactory.instance.objectNode() : body;
        this.yaml = yaml;
    }

    /** A body in YAML: the text, and what is in which line of it. */
    record Written(String text, YamlText lines) {}

    /** The body's YAML as it was written; of one in JSON, the object as that. */
    String yaml(ObjectNode otherwise) {
        return yaml == null ? YamlText.write(otherwise) : yaml.text();
    }

    /** The body's YAML as it was written; null: it was written as JSON. */
    @Nullable String source() {
        return yaml == null ? null : yaml.text();
    }

    /** The failure; where it names fields of a body in YAML, with their lines. */
    Throwable located(Throwable cause) {
        return yaml != null
                        && cause instanceof Failure failure
                        && !failure.fields().isEmpty()
                ? Failure.invalid(yaml.lines().located(failure.fields()))
                : cause;
    }

    /** A required text parameter. */
    String text(String parameter) {
        return optionalText(parameter).orElseThrow(() -> new IllegalArgumentException(parameter));
    }

    Optional<String> optionalText(String parameter) {
        return value(parameter).map(String.class::cast);
    }

    /** A number parameter that is required or has a default. */
    int number(String parameter) {
        return value(parameter)
                .map(Long.class::cast)
                .orElseThrow(() -> new IllegalArgumentException(parameter))
                .intValue();
    }

    /** A whole number parameter. */
    Optional<Long> optionalLong(String parameter) {
        return value(parameter).map(Long.class::cast);
    }

    /** A moment, given in milliseconds. */
    Optional<Instant> instant(String parameter) {
        return value(parameter).map(Long.class::cast).map(Instant::ofEpochMilli);
    }

    /** Whether something is wanted; it is not when nothing was said of it. */
    boolean flag(String parameter) {
        return value(parameter).map(Boolean.class::cast).orElse(false);
    }

    /** A list of texts; empty when it is not given. */
    List<String> texts(String parameter) {
        return value(parameter)
                .map(list -> ((List<?>) list).stream().map(String.class::cast).toList())
                .orElse(List.of());
    }

    /** The body; an empty object when there is none. */
    ObjectNode body() {
        return body instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    /** The body of an operation that takes any value. */
    JsonNode value() {
        return body;
    }

    /** A required text of the body. */
    String field(String name) {
        return optionalField(name).orElseThrow(() -> new IllegalArgumentException(name));
    }

    Optional<String> optionalField(String name) {
        JsonNode field = body.get(name);
        return field == null || field.isNull() ? Optional.empty() : Optional.of(field.textValue());
    }

    /** A whole number of the body. */
    Optional<Long> optionalNumber(String name) {
        JsonNode field = body.get(name);
        return field == null || field.isNull() ? Optional.empty() : Optional.of(field.longValue());
    }

    private Optional<Object> value(String parameter) {
        return Optional.ofNullable(values.get(parameter.toLowerCase(Locale.ROOT)));
    }
}
