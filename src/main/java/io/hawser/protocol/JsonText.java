package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Strict JSON (RFC 8259) in and compact JSON out: no duplicate names, no nesting beyond {@value #DEPTH}, no number longer than
 * {@value #DIGITS} characters, no half of a surrogate pair (RFC 7493), numbers kept to the digit. Safe for use by any thread.
 */
public final class JsonText {
    /** How deep objects and arrays may nest. */
    public static final int DEPTH = 32;

    private static final int DIGITS = 64;

    /** What the hub wrote itself wraps what it read: an entry's body is deeper than the message that it came of. */
    private static final int OWN_DEPTH = 2 * DEPTH;

    private static final ObjectMapper MAPPER = mapper(DEPTH);
    private static final ObjectMapper OWN = mapper(OWN_DEPTH);

    private JsonText() {}

    /** Parses an object; anything else fails with {@code BAD_MESSAGE} and words that say where it went wrong. */
    public static ObjectNode object(String text) {
        if (tree(text) instanceof ObjectNode object) {
            return object;
        }
        throw Failure.of(ErrorCode.BAD_MESSAGE, "A message is one JSON object.");
    }

    /**
     * Parses what the hub itself wrote. What came from outside stands some levels deeper there than in its message, so that the
     * bound on nesting is another one. Fails with {@link IllegalArgumentException}.
     */
    public static JsonNode own(String text) {
        try {
            return OWN.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not what the hub writes: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectMapper mapper(int depth) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(depth)
                                .maxNumberLength(DIGITS)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** Parses any value; malformed text fails with {@code BAD_MESSAGE}, a repeated name, half a character or a bound that is passed with {@code BAD_VALUE}. */
    public static JsonNode tree(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw Failure.of(ErrorCode.BAD_MESSAGE, "The message is empty.");
            }
            Surrogates.check(text, node);
            return node;
        } catch (StreamConstraintsException e) {
            throw Failure.invalid("/", "goes beyond a bound: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw refusal(e);
        }
    }

    private static Failure refusal(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Duplicate") && e.getProcessor() instanceof JsonParser parser) {
            return Failure.invalid(parser.getParsingContext().pathAsPointer().toString(), "is there twice");
        }
        return Failure.of(ErrorCode.BAD_MESSAGE, "Not JSON: " + message);
    }

    /** The value as text. */
    public static Json json(JsonNode node) {
        try {
            return new Json(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A plain Java value ({@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean}, null) as text. */
    public static Json json(Object value) {
        try {
            return new Json(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object's members as values in text form, in their order. */
    public static Map<String, Json> properties(ObjectNode object) {
        Map<String, Json> properties = new LinkedHashMap<>();
        object.properties().forEach(member -> properties.put(member.getKey(), json(member.getValue())));
        return properties;
    }

    /** Members as one object in text form. */
    public static Json object(Map<String, Json> properties) {
        return write(out -> {
            out.writeStartObject();
            members(out, properties);
            out.writeEndObject();
        });
    }

    static void members(JsonGenerator out, Map<String, Json> properties) throws IOException {
        for (Map.Entry<String, Json> property : properties.entrySet()) {
            out.writeFieldName(property.getKey());
            out.writeRawValue(property.getValue().text());
        }
    }

    /** Whatever the writer writes: one value. */
    public static Json write(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = MAPPER.getFactory().createGenerator(text)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Json(text.toString());
    }

    /** Writes one JSON value. */
    @FunctionalInterface
    public interface Writing {
        void to(JsonGenerator out) throws IOException;
    }
}
