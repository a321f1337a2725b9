package io.hawser.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regular expressions of models, on the event loop that what devices say comes by. */
class PatternsTest {
    private static final Duration BEARABLE = Duration.ofSeconds(2);

    @ParameterizedTest
    @CsvSource({
        "^(a+)+$, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
        "(x+x+)+y, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "^(([a-z])+.)+[A-Z]([a-z])+$, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "^(a|aa)+$, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"
    })
    void endAtABoundThatGoBackWithoutEnd(String pattern, String text) {
        ValueSchema schema = schema("{type: string, pattern: '" + pattern + "'}");

        assertThat(assertTimeoutPreemptively(BEARABLE, () -> errors(schema, "\"" + text + "\"")))
                .containsExactly("/v must be a text");
    }

    @Test
    void endAtABoundForAllTextsOfAReportTogether() {
        StringBuilder many = new StringBuilder("[");
        for (int i = 0; i < 512; i++) {
            many.append(i == 0 ? "" : ",").append("\"").append("a".repeat(60)).append("!\"");
        }
        ValueSchema schema = schema("{type: array, items: {type: string, pattern: '^(a+)+$'}}");

        assertThat(assertTimeoutPreemptively(BEARABLE, () -> errors(schema, many + "]")))
                .hasSize(512);
    }

    @Test
    void failForTextsThatAreTooDeepForThem() {
        ValueSchema schema = schema("{type: string, pattern: '^(a|b)*$'}");

        assertThat(errors(schema, "\"" + "ab".repeat(10) + "\"")).isEmpty();
        assertThat(errors(schema, "\"" + "ab".repeat(30_000) + "!\"")).hasSize(1);
    }

    @Test
    void readLongTextsThatTheyReadOnce() {
        ValueSchema schema = schema("{type: string, pattern: '^[a-z ]+$'}");

        assertThat(errors(schema, "\"" + "some words ".repeat(5_000) + "\"")).isEmpty();
        assertThat(errors(schema, "\"" + "some words ".repeat(5_000) + "7\"")).hasSize(1);
    }

    @Test
    void holdAtEveryDepth() {
        ValueSchema schema = schema("{type: object, properties: {a: {type: string, pattern: '^x'}, b: {type: string},"
                + " 'c/d': {type: array, prefixItems: [{type: integer}], items: {type: object, properties: {e: {type: string, pattern: y$}}}}},"
                + " additionalProperties: {type: string, pattern: '^z'}}");

        assertThat(errors(schema, "{\"a\":\"x1\",\"b\":\"1\",\"c/d\":[5,{\"e\":\"1y\"}],\"more\":\"z\"}"))
                .isEmpty();
        assertThat(errors(schema, "{\"a\":\"1\",\"b\":\"1\",\"c/d\":[5,{\"e\":\"y1\"}],\"more\":\"1\"}"))
                .containsExactlyInAnyOrder(
                        "/v/a is not written as it must be",
                        "/v/c~1d/1/e is not written as it must be",
                        "/v/more is not written as it must be");
    }

    private static ValueSchema schema(String yaml) {
        ObjectNode schema = YamlText.of(yaml).root();
        assertThat(new SchemaRules().errors(schema, "")).isEmpty();
        return ValueSchema.of(schema);
    }

    private static List<String> errors(ValueSchema schema, String value) {
        List<FieldError> errors = new ArrayList<>();
        schema.check("/v", new Json(JsonText.tree(value).toString()), errors);
        return errors.stream()
                .map(error -> error.path() + " " + error.message())
                .toList();
    }
}
