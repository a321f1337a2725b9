package io.hawser.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.Entry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTextTest {
    @Test
    void readsBackAsItsOwnWhatWasAsDeepAsAMessageMayBe() {
        String deepest = "[".repeat(JsonText.DEPTH - 1) + "]".repeat(JsonText.DEPTH - 1);
        assertThat(JsonText.object("{\"a\":" + deepest + "}").has("a")).isTrue();

        Entry wanted = new StateEntry(Map.of(), List.of(), null, Map.of("a", new Json(deepest)), List.of(), 1);

        assertThat(EntryJson.read(
                        Kind.STATE, JsonText.own(EntryJson.object(wanted).text())))
                .isEqualTo(wanted);
    }

    @Test
    void refusesWhatNestsDeeperThanAMessageMay() {
        String deeper = "[".repeat(JsonText.DEPTH) + "]".repeat(JsonText.DEPTH);

        assertThatThrownBy(() -> JsonText.object("{\"a\":" + deeper + "}"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE));
    }

    @Test
    void namesEveryValueWithHalfACharacter() {
        assertThatThrownBy(() -> JsonText.object("{\"a\":[\"\\ud83d\\ude00\",{\"b/c\":\"x\\uDE00\"}],\"\\ud83dx\":1}"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.fields())
                                .extracting(FieldError::path)
                                .containsExactly("/a/1/b~1c", "/"));
        assertThat(JsonText.object("{\"a\":\"\\ud83d\\ude00 \\u0064 \\\\ud800\"}")
                        .path("a")
                        .textValue())
                .isEqualTo("😀 d \\ud800");
    }
}
