package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.edge.HttpFailure;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.SchemaErrors;
import io.hawser.protocol.YamlText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.RequestBody;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of one operation's request. Stands in for the router's own validation, which stops at the first bad
 * parameter, decodes parameters twice, copies its table of schemas for each check and takes a worker for it. Immutable and safe
 * for use by any thread.
 */
final class OperationRules {
    private static final String YAML = "application/yaml";

    private final String route;
    private final List<ParameterRule> parameters;
    private final Map<String, Validator> bodies;
    private final boolean bodyRequired;
    private final boolean anyValue;
    private final boolean signedIn;

    private OperationRules(
            String route,
            List<ParameterRule> parameters,
            Map<String, Validator> bodies,
            boolean bodyRequired,
            boolean anyValue,
            boolean signedIn) {
        this.route = route;
        this.parameters = List.copyOf(parameters);
        this.bodies = bodies;
        this.bodyRequired = bodyRequired;
        this.anyValue = anyValue;
        this.signedIn = signedIn;
    }

    /** @param mediaTypes what the body may be, all of one schema */
    static OperationRules of(Operation operation, SchemaRepository schemas, Set<String> mediaTypes) {
        Map<String, Validator> bodies = new TreeMap<>();
        RequestBody body = operation.getRequestBody();
        boolean anyValue = false;
        if (body != null) {
            JsonSchema schema = body.getContent().values().iterator().next().getSchema();
            anyValue = schema.get("type") instanceof JsonArray;
            Validator validator = schemas.validator(schema);
            mediaTypes.forEach(type -> bodies.put(type, validator));
        }
        return new OperationRules(
                operation.getAbsoluteOpenAPIPath(),
                operation.getParameters().stream()
                        .map(parameter -> new ParameterRule(parameter, schemas.validator(parameter.getSchema())))
                        .toList(),
                bodies,
                body != null && body.isRequired(),
                anyValue,
                !operation.getSecurityRequirements().isEmpty());
    }

    /** The template of its address, {@code /api/v1/devices/{device}}. */
    String route() {
        return route;
    }

    /** Whether the caller must be signed in. */
    boolean signedIn() {
        return signedIn;
    }

    /** Whether there is a body to be read; what comes with other operations is left alone. */
    boolean takesBody() {
        return !bodies.isEmpty();
    }

    /** Fails (415) when a body of this type is not taken. Who sends none where none is needed need not say its type. */
    void checkMediaType(HttpServerRequest request) {
        boolean none = !bodyRequired && mediaType(request) == null && !announced(request);
        if (takesBody() && body(request) == null && !none) {
            throw HttpFailure.unsupportedMediaType(String.join(", ", bodies.keySet()));
        }
    }

    /**
     * Reads and checks everything. Fails with {@code BAD_MESSAGE} when the body is not JSON, and with {@code BAD_VALUE} naming every
     * bad field of parameters and body; of a body in YAML with its line.
     */
    Arguments check(HttpServerRequest request, UnaryOperator<@Nullable String> path, Buffer content) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        for (ParameterRule parameter : parameters) {
            Object value = parameter.read(request, path, errors);
            if (value != null) {
                values.put(parameter.name().toLowerCase(Locale.ROOT), value);
            }
        }
        Validator validator = body(request);
        if (validator == null || isEmpty(content)) {
            refuse(errors);
            return new Arguments(values, null, null);
        }
        String text = utf8(content);
        if (anyValue) {
            return new Arguments(values, value(text, validator, errors), null);
        }
        YamlText yaml = YAML.equals(mediaType(request)) ? YamlText.of(text) : null;
        ObjectNode body = yaml == null ? JsonText.object(text) : yaml.root();
        String json = yaml == null ? text : JsonText.json(body).text();
        SchemaErrors.collect(validator.validate(new JsonObject(json)), "", errors);
        refuse(yaml == null ? errors : yaml.located(errors));
        return new Arguments(values, body, yaml == null ? null : new Arguments.Written(text, yaml));
    }

    /** The validator takes a null for no value at all. */
    private static JsonNode value(String text, Validator validator, List<FieldError> errors) {
        JsonNode value = JsonText.tree(text);
        if (value.isNull()) {
            errors.add(new FieldError("/", "must not be null"));
        } else {
            SchemaErrors.collect(validator.validate(Json.decodeValue(text)), "", errors);
        }
        refuse(errors);
        return value;
    }

    private static boolean announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !"0".equals(length));
    }

    private boolean isEmpty(Buffer content) {
        if (content.length() == 0 && bodyRequired) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "The request has no body.");
        }
        return content.length() == 0;
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
    }

    private @Nullable Validator body(HttpServerRequest request) {
        String type = mediaType(request);
        return type == null ? null : bodies.get(type);
    }

    private static @Nullable String mediaType(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return null;
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    private static String utf8(Buffer content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Failure.of(ErrorCode.BAD_MESSAGE, "The body is not UTF-8.");
        }
    }
}
