package io.hawser.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceModelsTest {
    private static final DeviceModels MODELS = DeviceModels.load();

    @Test
    void bringsTheTenModelsOfTheContract() {
        assertThat(MODELS.all())
                .extracting(DeviceModel::name)
                .containsExactly(
                        "light",
                        "speaker",
                        "thermostat",
                        "lock",
                        "plug",
                        "fan",
                        "motion",
                        "contact",
                        "temperature",
                        "generic");
    }

    static Stream<DeviceModel> all() {
        return MODELS.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void describesEveryPropertyAndCommandInBothLanguages(DeviceModel model) {
        JsonNode description = JsonText.tree(model.description().text());
        assertThat(description.path("model").asText()).isEqualTo(model.name());
        titled(description);
        description.path("properties").forEach(property -> {
            titled(property);
            assertThat(property.path("control").isBoolean()).isTrue();
            assertThat(property.path("type").asText()).isNotEmpty();
        });
        description.path("commands").forEach(command -> {
            titled(command);
            assertThat(command.path("args").path("type").asText()).isEqualTo("object");
        });
    }

    private static void titled(JsonNode node) {
        assertThat(node.path("title").path("en").asText()).isNotBlank();
        assertThat(node.path("title").path("zh").asText()).isNotBlank();
    }

    @Test
    void derivesTheArgumentsOfSetFromTheControls() {
        JsonNode set =
                JsonText.tree(MODELS.model("thermostat").description().text()).at("/commands/set/args");
        assertThat(set.path("properties").fieldNames()).toIterable().containsExactly("power", "mode", "target");
        assertThat(set.path("additionalProperties").asBoolean(true)).isFalse();
    }

    @Test
    void givesSensorsNoCommandButARestart() {
        for (String sensor : List.of("motion", "contact", "temperature")) {
            JsonNode description =
                    JsonText.tree(MODELS.model(sensor).description().text());
            assertThat(description.path("commands").fieldNames()).toIterable().containsExactly("restart");
            assertThat(errors(command(sensor, "set", "{'battery':5}"))).containsOnlyKeys("/name");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "light|{'power':'on','brightness':0,'color':'#a0B1c2'}",
                "light|{'brightness':100}",
                "light|{'brightness':50.0}",
                "light|{'unheardOf':{'deep':[1,null]},'power':'off'}",
                "speaker|{'volume':30,'playback':'paused','title':'','source':'radio','microphone':'failed','battery':99.5}",
                "speaker|{'temperature':41.2}",
                "thermostat|{'mode':'auto','target':21.5,'temperature':-12.25,'humidity':0}",
                "lock|{'locked':true,'battery':0}",
                "plug|{'watts':0}",
                "plug|{'watts':2300.75}",
                "fan|{'speed':100}",
                "motion|{'motion':false,'battery':100}",
                "contact|{'open':true}",
                "temperature|{'temperature':22,'humidity':100}",
                "generic|{'anything':[1,{'a':null}],'power':5}",
                "light|{}",
                "made-elsewhere|{'power':5}"
            })
    void acceptsReportsThatFit(String model, String set) {
        assertThat(report(model, set)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "light|{'power':'ON'}|/set/power",
                "light|{'power':true}|/set/power",
                "light|{'power':null}|/set/power",
                "light|{'brightness':-1}|/set/brightness",
                "light|{'brightness':101}|/set/brightness",
                "light|{'brightness':50.5}|/set/brightness",
                "light|{'brightness':'50'}|/set/brightness",
                "light|{'brightness':1e40}|/set/brightness",
                "light|{'color':'red'}|/set/color",
                "light|{'color':'#12345'}|/set/color",
                "light|{'color':'#1234567'}|/set/color",
                "speaker|{'microphone':'broken'}|/set/microphone",
                "speaker|{'volume':[]}|/set/volume",
                "thermostat|{'target':4.9}|/set/target",
                "thermostat|{'target':35.1}|/set/target",
                "thermostat|{'humidity':100.1}|/set/humidity",
                "lock|{'locked':'yes'}|/set/locked",
                "lock|{'locked':1}|/set/locked",
                "plug|{'watts':-0.1}|/set/watts",
                "motion|{'motion':'true'}|/set/motion",
                "temperature|{'temperature':{}}|/set/temperature"
            })
    void refusesReportsWithTheirPath(String model, String set, String path) {
        Failure failure = report(model, set);
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(errors(failure)).containsOnlyKeys(path);
    }

    @Test
    void tellsEveryBadValueAtOnceAndInWords() {
        assertThat(errors(report("light", "{'power':1,'brightness':200,'color':'#000000','x':1}")))
                .containsOnlyKeys("/set/power", "/set/brightness")
                .containsEntry("/set/power", "must be one of on, off")
                .containsEntry("/set/brightness", "must be a whole number from 0 to 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "light|set|{'power':'off'}",
                "light|set|{'brightness':0,'color':'#FFFFFF'}",
                "speaker|set|{'volume':100,'microphone':'muted'}",
                "speaker|play|{}",
                "speaker|play|{'title':'Blue','source':'radio','more':1}",
                "speaker|pause|{}",
                "speaker|next|{}",
                "speaker|say|{'text':'Hello'}",
                "lock|lock|{}",
                "lock|unlock|{}",
                "lock|set|{'locked':true}",
                "thermostat|set|{'target':22,'mode':'heat'}",
                "plug|set|{'power':'on'}",
                "fan|set|{'speed':33}",
                "generic|set|{}",
                "generic|anyThing|{'at':{'all':[]}}"
            })
    void acceptsCommandsThatFit(String model, String name, String args) {
        assertThat(command(model, name, args)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "light|play|{}|/name",
                "light|Set|{'power':'on'}|/name",
                "light|set|{}|/args",
                "light|set|{'brightness':101}|/args/brightness",
                "light|set|{'brightness':null}|/args/brightness",
                "light|set|{'volume':5}|/args/volume",
                "light|set|{'a/b~c':5}|/args/a~1b~0c",
                "speaker|set|{'volume':101}|/args/volume",
                "speaker|set|{'battery':50}|/args/battery",
                "speaker|set|{'microphone':'failed'}|/args/microphone",
                "speaker|say|{}|/args/text",
                "speaker|say|{'text':''}|/args/text",
                "speaker|say|{'text':5}|/args/text",
                "speaker|play|{'title':5}|/args/title",
                "thermostat|set|{'temperature':20}|/args/temperature",
                "thermostat|set|{'target':50}|/args/target",
                "lock|open|{}|/name",
                "plug|set|{'watts':5}|/args/watts"
            })
    void refusesCommandsWithTheirPath(String model, String name, String args, String path) {
        Failure failure = command(model, name, args);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(errors(failure)).containsOnlyKeys(path);
    }

    @Test
    void saysInWordsWhatAnArgumentMustBe() {
        assertThat(errors(command("speaker", "say", "{}")))
                .containsEntry("/args/text", "is missing; must be a text of 1 to 500 characters");
        assertThat(errors(command("plug", "set", "{'watts':5,'x':1}")))
                .containsEntry("/args/watts", "is measured, not set")
                .containsEntry("/args/x", "is no property of a plug");
    }

    @Test
    void wantsOnlyWhatCanBeSet() {
        assertThat(errors(desired("thermostat", "{'target':99,'humidity':5,'x':1,'mode':'heat'}")))
                .containsOnlyKeys("/target", "/humidity", "/x");
        assertThat(desired("generic", "{'x':[1]}")).isNull();
    }

    private static Failure report(String model, String set) {
        return caught(() -> MODELS.checkReport(model, JsonText.properties(JsonText.object(json(set)))));
    }

    private static Failure command(String model, String name, String args) {
        return caught(() -> MODELS.checkCommand(model, name, new Json(json(args))));
    }

    private static Failure desired(String model, String set) {
        return caught(() -> MODELS.checkDesired(model, JsonText.properties(JsonText.object(json(set)))));
    }

    private static Failure caught(ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(Failure.class, call);
    }

    private static Map<String, String> errors(Failure failure) {
        return failure.fields().stream().collect(Collectors.toMap(FieldError::path, FieldError::message));
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
