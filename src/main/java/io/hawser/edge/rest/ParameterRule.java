package io.hawser.edge.rest;

import io.hawser.domain.FieldError;
import io.hawser.protocol.SchemaErrors;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One parameter of an operation: where it stands, what it may be, and what it is when it is absent. */
final class ParameterRule {
    private final String name;
    private final Location location;
    private final boolean required;
    private final @Nullable String type;
    private final @Nullable Object fallback;
    private final Validator validator;

    ParameterRule(Parameter parameter, Validator validator) {
        this.validator = validator;
        name = parameter.getName();
        location = parameter.getIn();
        required = parameter.isRequired();
        JsonSchema schema = parameter.getSchema();
        type = schema.get("type");
        Object given = schema.get("default");
        fallback = given instanceof Integer number ? (Object) number.longValue() : given;
    }

    String name() {
        return name;
    }

    /** The value as {@code Long}, {@code String}, {@code Boolean} or {@code List<String>}; null when absent or bad. */
    @Nullable Object read(HttpServerRequest request, UnaryOperator<@Nullable String> path, List<FieldError> errors) {
        List<String> given = given(request, path);
        if (given.isEmpty()) {
            if (required) {
                errors.add(new FieldError(pointer(), "is required"));
            }
            return fallback;
        }
        if (given.size() > 1 && !"array".equals(type)) {
            errors.add(new FieldError(pointer(), "is given more than once"));
            return null;
        }
        Object value = converted(given, errors);
        if (value == null) {
            return null;
        }
        int before = errors.size();
        Object instance = value instanceof List<?> list ? new JsonArray(list) : value;
        SchemaErrors.collect(validator.validate(instance), pointer(), errors);
        return errors.size() == before ? value : null;
    }

    private List<String> given(HttpServerRequest request, UnaryOperator<@Nullable String> path) {
        return switch (location) {
            case PATH -> Optional.ofNullable(path.apply(name)).stream().toList();
            case HEADER -> request.headers().getAll(name);
            case QUERY -> request.params().getAll(name);
            default -> throw new IllegalStateException("no parameters in " + location);
        };
    }

    private @Nullable Object converted(List<String> given, List<FieldError> errors) {
        String text = given.get(0);
        return switch (type == null ? "string" : type) {
            case "array" ->
                given.stream()
                        .flatMap(item -> Arrays.stream(item.split(",", -1)))
                        .toList();
            case "integer" -> integer(text, errors);
            case "boolean" -> truth(text, errors);
            default -> text;
        };
    }

    private @Nullable Long integer(String text, List<FieldError> errors) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            errors.add(new FieldError(pointer(), "must be an integer"));
            return null;
        }
    }

    private @Nullable Boolean truth(String text, List<FieldError> errors) {
        if ("true".equals(text) || "false".equals(text)) {
            return "true".equals(text);
        }
        errors.add(new FieldError(pointer(), "must be true or false"));
        return null;
    }

    private String pointer() {
        return "/" + location.name().toLowerCase(Locale.ROOT) + "/" + name.toLowerCase(Locale.ROOT);
    }
}
