package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * One object written as YAML, as JSON and with the line of each of its parts. As strict as {@link JsonText}: no duplicate names, no
 * aliases, one document, the same bounds. Immutable.
 */
public final class YamlText {
    private static final int DIGITS = 64;
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonText.DEPTH)
                    .maxNumberLength(DIGITS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // As YAML 1.2 has it: "on" is a word.
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .build();
    private static final YAMLMapper WRITER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private final ObjectNode root;
    private final Map<String, Integer> lines;

    private YamlText(ObjectNode root, Map<String, Integer> lines) {
        this.root = root;
        this.lines = lines;
    }

    /**
     * Reads a text. What is no YAML fails with {@code BAD_VALUE} on {@code /} and its line, what is no object with
     * {@code BAD_MESSAGE}.
     */
    public static YamlText of(String text) {
        Map<String, Integer> lines = new HashMap<>();
        try (YAMLParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            JsonNode root = parser.currentToken() == null ? null : node(parser, "", lines);
            if (parser.nextToken() != null) {
                throw refused("holds more than one document", parser);
            }
            if (root instanceof ObjectNode object) {
                Surrogates.check(text, object);
                return new YamlText(object, Map.copyOf(lines));
            }
        } catch (JsonProcessingException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw Failure.of(ErrorCode.BAD_MESSAGE, "The text must be one object: lines of \"name: value\".");
    }

    /** An object as YAML that people can read on. */
    public static String write(ObjectNode object) {
        try {
            return WRITER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says; a copy. */
    public ObjectNode root() {
        return root.deepCopy();
    }

    /** The errors with the line of each field, or of what it is missing in. */
    public List<FieldError> located(List<FieldError> errors) {
        return errors.stream()
                .map(error -> error.line() == null ? error.at(line(error.path())) : error)
                .toList();
    }

    private int line(String path) {
        String part = path;
        while (!lines.containsKey(part) && !part.isEmpty()) {
            part = part.substring(0, Math.max(0, part.lastIndexOf('/')));
        }
        return lines.getOrDefault(part, 1);
    }

    private static JsonNode node(YAMLParser parser, String path, Map<String, Integer> lines) throws IOException {
        lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
        if (parser.isCurrentAlias()) {
            throw refused("aliases are not taken", parser);
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, path, lines);
            case START_ARRAY -> array(parser, path, lines);
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE, VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            default -> JsonNodeFactory.instance.textNode(parser.getText());
        };
    }

    private static JsonNode whole(YAMLParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
            case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
            default -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
        };
    }

    private static JsonNode number(YAMLParser parser) throws IOException {
        try {
            return JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
        } catch (NumberFormatException e) {
            throw refused("is no number that JSON knows: " + parser.getText(), parser);
        }
    }

    private static ObjectNode object(YAMLParser parser, String path, Map<String, Integer> lines) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String member = path + "/" + name.replace("~", "~0").replace("/", "~1");
            lines.put(member, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            object.set(name, node(parser, member, lines));
        }
        return object;
    }

    private static ArrayNode array(YAMLParser parser, String path, Map<String, Integer> lines) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(node(parser, path + "/" + array.size(), lines));
        }
        return array;
    }

    private static Failure refused(String message, JsonParser parser) {
        return Failure.invalid(List.of(new FieldError(
                "/", message, Math.max(1, parser.currentTokenLocation().getLineNr()))));
    }

    private static Failure refused(JsonProcessingException e) {
        String words =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            words = marked.getProblem();
            line = marked.getProblemMark().getLine() + 1;
        }
        return Failure.invalid(List.of(new FieldError("/", "is no YAML: " + words, Math.max(1, line))));
    }
}
