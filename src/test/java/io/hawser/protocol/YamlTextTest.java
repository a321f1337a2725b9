package io.hawser.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {
    @Test
    void readsWhatYamlTwelveSays() {
        String json = JsonText.json(YamlText.of("""
                                power: [on, off, yes, no]
                                yes: true
                                at: 2026-01-01
                                span: 30s
                                number: 1.50
                                whole: 12345678901234567890
                                none:
                                text: "1"
                                empty: ""
                                """).root()).text();
        assertThat(json)
                .isEqualTo(
                        "{\"power\":[\"on\",\"off\",\"yes\",\"no\"],\"yes\":true,\"at\":\"2026-01-01\",\"span\":\"30s\","
                                + "\"number\":1.50,\"whole\":12345678901234567890,\"none\":null,\"text\":\"1\",\"empty\":\"\"}");
    }

    @Test
    void readsJsonAsWell() {
        assertThat(YamlText.of("{\n  \"a\": [1, {\"b\": \"on\"}]\n}").root().toString())
                .isEqualTo("{\"a\":[1,{\"b\":\"on\"}]}");
    }

    @Test
    void writesWhatItReads() {
        String text =
                "{\"a\":[1,{\"b\":\"on\",\"c\":\"1\"}],\"d\":\"#00ff00\",\"e\":\"a: b\\u0000\\n\",\"f\":null,\"~\":true}";
        assertThat(YamlText.of(YamlText.write(JsonText.object(text))).root()).isEqualTo(JsonText.object(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\nb: [1, 2|2",
                "a: 1\\n b: 2|2",
                "a: 1\\nb: 2\\na: 3|3",
                "a: &x 1\\nb: *x|2",
                "a: 1\\n---\\nb: 2|2",
                "a: 1\\nb: \\\"x|2"
            })
    void tellsTheLineOfWhatIsNoYaml(String text, int line) {
        Failure failure = refused(text.replace("\\n", "\n").replace("\\\"", "\""));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(failure.fields()).hasSize(1);
        assertThat(failure.fields().get(0).line()).isBetween(line, line + 1);
        assertThat(failure.fields().get(0).message()).doesNotContain("\n");
    }

    @Test
    void takesObjectsOnly() {
        assertThat(refused("[1]").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refused("# nothing").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refused("").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
    }

    @Test
    void boundsTheNesting() {
        assertThat(refused("a: " + "[".repeat(40) + "]".repeat(40)).code()).isEqualTo(ErrorCode.BAD_VALUE);
    }

    @Test
    void knowsTheLineOfEachField() {
        YamlText text = YamlText.of("""
                # A model.
                model: pump
                checks:
                  - code: A
                    when: {property: x,
                           above: y}
                  - code: B
                a/b: 1
                """);
        List<FieldError> located = text.located(List.of(
                new FieldError("/checks/0/when/above", "bad"),
                new FieldError("/checks/1/when", "is required"),
                new FieldError("/a~1b", "bad"),
                new FieldError("/title", "is required")));
        assertThat(located).extracting(FieldError::line).containsExactly(6, 7, 8, 2);
    }

    private static Failure refused(String text) {
        return catchThrowableOfType(Failure.class, () -> YamlText.of(text));
    }
}
