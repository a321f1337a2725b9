package io.hawser.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.domain.CommandStatus;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMessageTest {
    @Test
    void readsAReportToTheDigit() {
        DeviceMessage.Report report = (DeviceMessage.Report)
                read("{'type':'report','seq':102,'set':{'t':41.20,'big':12345678901234567890,'n':null,'o':{'a':[1]}},"
                        + "'unset':['song'],'command':'cmd_1','at':1760000000000,'more':1}");
        assertThat(report.seq()).isEqualTo(102);
        assertThat(report.set())
                .containsEntry("t", new Json("41.20"))
                .containsEntry("big", new Json("12345678901234567890"))
                .containsEntry("n", Json.NULL)
                .containsEntry("o", new Json("{\"a\":[1]}"));
        assertThat(report.unset()).containsExactly("song");
        assertThat(report.at()).isEqualTo(Instant.ofEpochMilli(1_760_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource({
        "REJECTED,REJECTED",
        "UNSUPPORTED,REJECTED",
        "UNKNOWN_COMMAND,REJECTED",
        "BAD_VALUE,REJECTED",
        "JAMMED,FAILED"
    })
    void tellsARefusalFromAFailure(String code, CommandStatus status) {
        DeviceMessage.Word word = (DeviceMessage.Word)
                read("{'type':'result','command':'cmd_1','ok':false,'code':'%s','message':'m'}".formatted(code));
        assertThat(word.status()).isEqualTo(status);
    }

    @Test
    void namesEveryBadFieldAtOnce() {
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> read("{'type':'report','seq':-1,'set':7,'unset':[1],'command':'no space','at':'now'}"));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(failure.fields())
                .extracting(FieldError::path)
                .containsExactly("/seq", "/set", "/unset/0", "/command", "/at");
    }

    @Test
    void namesBothThatProgressCanBeOf() {
        Failure failure = catchThrowableOfType(Failure.class, () -> read("{'type':'progress','status':'received'}"));

        assertThat(failure.fields()).singleElement().satisfies(bad -> {
            assertThat(bad.path()).isEqualTo("/command");
            assertThat(bad.message()).contains("upgrade");
        });
    }

    @Test
    void wantsASecretOrAToken() {
        assertThatThrownBy(() -> read("{'type':'hello','device':'dev_1'}"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("/secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'type':1}", "{'type':null}"})
    void wantsAType(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    @Test
    void refusesANameThatStandsTwiceAndSaysWhich() {
        assertThatThrownBy(() -> read("{'type':'report','seq':1,'set':{'a':1,'a':2}}"))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
                    assertThat(failure.fields().get(0).path()).isEqualTo("/set/a");
                });
    }

    @Test
    void refusesWhatNestsTooDeep() {
        String deep = "[".repeat(40) + "]".repeat(40);
        assertThatThrownBy(() -> read("{'type':'report','seq':1,'set':{'a':" + deep + "}}"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE));
    }

    @Test
    void refusesNumbersThatAreTooLong() {
        assertThatThrownBy(() -> read("{'type':'report','seq':1,'set':{'a':" + "9".repeat(100) + "}}"))
                .isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{", "{'a':1} x", "nul"})
    void takesOneObjectAndNothingElse(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    private static DeviceMessage read(String text) {
        return DeviceMessage.read(JsonText.object(text.replace('\'', '"')));
    }
}
