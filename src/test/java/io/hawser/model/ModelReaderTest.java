package io.hawser.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.TermsWish;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelReaderTest {
    private static final String PUMP = """
            title: Pump
            description: {en: Moves water, zh: 抽水}
            session: {heartbeat: 20s, ttl: 1h, grace: 0s, state: 8k}
            properties:
              flow: {title: {en: Flow, zh: 流量}, type: number, minimum: 0, unit: l/min}
              power: {type: string, enum: [on, off], control: true}
              program:
                type: array
                maxItems: 3
                control: true
                items: {type: object, required: [at], properties: {at: {type: integer, minimum: 0}}}
            commands:
              prime:
                args:
                  properties: {seconds: {type: integer, maximum: 60}, hard: {type: boolean}}
                  required: [seconds]
                  additionalProperties: false
            events:
              leak: {title: Leak, data: {type: object, required: [where], properties: {where: {type: string}}}}
            checks:
              - code: PUMP.DRY
                when: {property: flow, below: 0.5}
            """;

    private final ModelReader reader = new ModelReader(ModelParts.ANY);

    @Test
    void readsAllOfAModel() {
        DeviceModel pump = read(PUMP);
        assertThat(pump.name()).isEqualTo("pump");
        assertThat(pump.properties()).containsExactlyInAnyOrder("flow", "power", "program");
        assertThat(pump.commands()).containsExactlyInAnyOrder("prime", "set");
        assertThat(pump.terms())
                .isEqualTo(new TermsWish(Duration.ofSeconds(20), Duration.ofHours(1), Duration.ZERO, 8192));
        assertThat(pump.checks())
                .containsExactly(new Json("{\"code\":\"PUMP.DRY\",\"when\":{\"property\":\"flow\",\"below\":0.5}}"));
        assertThat(pump.rules()).isEmpty();
        assertThat(pump.definition().text())
                .contains("\"title\":{\"en\":\"Pump\"}", "\"checks\"", "\"from\":\"folder\"");
        assertThat(pump.description().text()).doesNotContain("\"checks\"");
    }

    @Test
    void namesEachPartOfAnObjectOrListThatDoesNotFit() {
        DeviceModel pump = read(PUMP);
        assertThat(errors(() -> pump.checkReport(
                        Map.of("program", new Json("[{\"at\":1},{\"at\":-1},{}]"), "flow", new Json("\"x\"")))))
                .containsOnlyKeys("/set/program/1/at", "/set/program/2/at", "/set/flow");
        assertThat(errors(() -> pump.checkCommand("prime", new Json("{\"hard\":1,\"more\":2}"))))
                .containsOnlyKeys("/args/seconds", "/args/hard", "/args/more");
        assertThat(errors(() -> pump.checkCommand("set", new Json("{\"program\":[1]}"))))
                .containsOnlyKeys("/args/program/0");
        assertThat(errors(() -> pump.checkDesired(Map.of("program", new Json("[{}]")))))
                .containsOnlyKeys("/program/0/at");
        assertThat(errors(() -> pump.checkEvent("leak", new Json("{\"where\":5}"))))
                .containsOnlyKeys("/data/where");
        pump.checkEvent("leak", new Json("{\"where\":\"pipe\",\"more\":1}"));
        pump.checkEvent("other", new Json("{\"where\":5}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/title",
                "{title: {en: 5}}|/title/en",
                "{title: {'': x}}|/title/",
                "{title: []}|/title",
                "{title: P, model: other}|/model",
                "{title: P, open: maybe}|/open",
                "{title: P, colour: red}|/colour",
                "{title: P, properties: [1]}|/properties",
                "{title: P, properties: {a: 5}}|/properties/a",
                "{title: P, properties: {a: {}}}|/properties/a/type",
                "{title: P, properties: {a: {type: text}}}|/properties/a/type",
                "{title: P, properties: {a: {type: number, minimum: low}}}|/properties/a/minimum",
                "{title: P, properties: {a: {type: string, pattern: '('}}}|/properties/a/pattern",
                "{title: P, properties: {a: {type: string, anyOf: [{pattern: a}]}}}|/properties/a/anyOf/0/pattern",
                "{title: P, properties: {a: {type: string, not: {pattern: a}}}}|/properties/a/not/pattern",
                "{title: P, properties: {a: {type: object, patternProperties: {a: {type: string}}}}}|/properties/a/patternProperties",
                "{title: P, properties: {a: {type: object, properties: {b: {$ref: '#'}}}}}|/properties/a/properties/b/$ref",
                "{title: P, properties: {a: {type: number, unit: 5}}}|/properties/a/unit",
                "{title: P, properties: {a: {type: number, control: 1}}}|/properties/a/control",
                "{title: P, properties: {'a/b': {type: x}}}|/properties/a~1b/type",
                "{title: P, commands: {go: {args: {type: array}}}}|/commands/go/args/type",
                "{title: P, commands: {go: {args: {properties: {x: {type: 5}}}}}}|/commands/go/args/properties/x/type",
                "{title: P, commands: {set: {args: {properties: {x: {type: number}}}}}}|/commands/set/args/properties/x",
                "{title: P, events: {e: {data: {type: 1}}}}|/events/e/data/type",
                "{title: P, session: {heartbeat: 1ms}}|/session/heartbeat",
                "{title: P, session: {heartbeat: 30s, ttl: 10s}}|/session/ttl",
                "{title: P, session: {state: 5}}|/session/state",
                "{title: P, session: {beat: 5s}}|/session/beat",
                "{title: P, checks: {}}|/checks",
                "{title: P, rules: [1]}|/rules/0",
                // The words of the Web of Things, as they were written.
                "{titles: {en: 5}}|/titles/en",
                "{title: P, actions: {go: {input: {type: array}}}}|/actions/go/input/type",
                "{title: P, events: {e: {titles: {en: 5}}}}|/events/e/titles/en"
            })
    void namesWhatIsWrong(String text, String path) {
        assertThat(errors(() -> read(text))).containsKey(path);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        assertThat(errors(() -> read(
                        "{properties: {a: {}, b: {type: number, minimum: x}}, session: {ttl: y}, checks: 1, more: 1}")))
                .containsOnlyKeys("/title", "/properties/a/type", "/properties/b/minimum", "/session/ttl", "/more");
    }

    @Test
    void knowsTheWordsOfTheWebOfThings() {
        DeviceModel pump = read("""
                titles: {en: Pump, zh: 水泵}
                properties:
                  flow: {type: number, readOnly: true}
                  power: {type: boolean, readOnly: false}
                actions:
                  prime: {input: {type: object, properties: {seconds: {type: integer}}}}
                """);
        assertThat(pump.commands()).containsExactlyInAnyOrder("prime", "set");
        assertThat(errors(() -> pump.checkDesired(Map.of("flow", new Json("1"), "power", new Json("1")))))
                .containsOnlyKeys("/flow", "/power");
        assertThat(JsonText.tree(pump.definition().text())
                        .path("title")
                        .path("zh")
                        .asText())
                .isEqualTo("水泵");
    }

    @Test
    void asksThoseWhoKnowTheParts() {
        ModelReader strict = new ModelReader(new ModelParts(
                (model, parts, path) -> List.of(new FieldError(path + "/0/when", "no")),
                (model, parts, path) -> List.of(),
                (model, parts, path) -> List.of()));
        assertThat(errors(() -> strict.read("pump", YamlText.of(PUMP).root(), DeviceModel.Origin.FOLDER)))
                .containsOnlyKeys("/checks/0/when");
    }

    static List<DeviceModel> all() {
        return DeviceModels.load().all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsWhatItTellsOfAModel(DeviceModel model) {
        DeviceModel again =
                reader.read(model.name(), JsonText.object(model.definition().text()), model.origin());
        assertThat(again.definition()).isEqualTo(model.definition());
    }

    private DeviceModel read(String text) {
        return reader.read("pump", YamlText.of(text).root(), DeviceModel.Origin.FOLDER);
    }

    private static Map<String, String> errors(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Failure failure = catchThrowableOfType(Failure.class, call);
        assertThat(failure).isNotNull();
        return failure.fields().stream()
                .collect(Collectors.toMap(FieldError::path, FieldError::message, (one, other) -> one + "; " + other));
    }
}
