package io.hawser.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Device;
import io.hawser.domain.Json;
import io.hawser.model.DeviceModel;
import io.hawser.model.DeviceModels;
import io.hawser.model.ModelParts;
import io.hawser.model.ModelReader;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Thing Descriptions against the schema that W3C publishes with the recommendation. */
class ThingDescriptionTest {
    private static final String HUB = "https://hub.example.org/home";
    private static final Validator W3C = w3c();

    @Test
    void isWhatTheRecommendationSaysForEveryModelThatComesAlong() {
        for (DeviceModel model : DeviceModels.load().all()) {
            for (boolean commands : new boolean[] {true, false}) {
                assertThat(errors(thing(Optional.of(model), commands)))
                        .as(model.name())
                        .isEmpty();
            }
        }
        assertThat(errors(thing(Optional.empty(), true))).isEmpty();
        assertThat(errors(((ObjectNode) thing(Optional.empty(), true)).without("security")))
                .isNotEmpty();
    }

    @Test
    void saysWhatTheModelSaysInEachLanguage() {
        JsonNode thing = thing(Optional.of(DeviceModels.load().model("speaker")), true);

        assertThat(thing.path("title").asText()).isEqualTo("Hall light");
        assertThat(thing.at("/descriptions/zh").asText()).isEqualTo("音箱");
        JsonNode volume = thing.at("/properties/volume");
        assertThat(volume.path("title").asText()).isEqualTo("Volume");
        assertThat(volume.at("/titles/zh").asText()).isEqualTo("音量");
        assertThat(volume.path("unit").asText()).isEqualTo("%");
        assertThat(volume.path("maximum").asInt()).isEqualTo(100);
        assertThat(volume.path("readOnly").asBoolean()).isFalse();
        assertThat(volume.has("control")).isFalse();
        assertThat(thing.at("/properties/level/readOnly").asBoolean()).isTrue();
        assertThat(thing.at("/properties/level/forms/0/op").toString()).isEqualTo("[\"readproperty\"]");
        assertThat(thing.at("/actions/say/input/required/0").asText()).isEqualTo("text");
        assertThat(thing.at("/actions/say/input/properties/text/titles/zh").asText())
                .isEqualTo("文字");
        assertThat(thing.at("/actions/pause").has("input")).isFalse();
        assertThat(thing.at("/events/button/forms/0/href").asText())
                .isEqualTo("wss://hub.example.org/home/ws/terminal");
        assertThat(thing.path("base").asText()).isEqualTo(HUB + "/api/v1/devices/dev_1/");
    }

    @Test
    void tellsWhoMayOnlyWatchNothingOfWhatTheyMayNot() {
        JsonNode thing = thing(Optional.of(DeviceModels.load().model("speaker")), false);

        assertThat(thing.has("actions")).isFalse();
        assertThat(thing.toString()).doesNotContain("write", "invoke", "PATCH", "DELETE");
        thing.path("properties")
                .forEach(property ->
                        assertThat(property.path("readOnly").asBoolean()).isTrue());
    }

    @Test
    void takesOddNamesAndSchemasWithinSchemas() {
        ObjectNode written = YamlText.of("""
                        title: Oven
                        properties:
                          "top heat/°C":
                            type: object
                            control: true
                            properties:
                              steps: {type: array, items: {type: integer, title: {en: Step, zh: 步骤}}}
                              note: {type: string, title: Note}
                        commands:
                          "no id of a command": {}
                          bake: {args: {properties: {mode: {type: string, oneOf: [{type: string, const: a, title: Eins}]}}}}
                        """).root();
        DeviceModel model = new ModelReader(ModelParts.ANY).read("oven", written, DeviceModel.Origin.HUB);
        JsonNode thing = thing(Optional.of(model), true);

        assertThat(errors(thing)).isEmpty();
        JsonNode heat = thing.path("properties").path("top heat/°C");
        assertThat(heat.at("/forms/0/href").asText()).isEqualTo("properties/top%20heat%2F%C2%B0C");
        assertThat(heat.at("/properties/steps/items/titles/zh").asText()).isEqualTo("步骤");
        assertThat(heat.at("/properties/note/title").asText()).isEqualTo("Note");
        assertThat(thing.at("/actions/bake/input/properties/mode/oneOf/0/title").asText())
                .isEqualTo("Eins");
        assertThat(thing.path("actions").has("no id of a command")).isFalse();
    }

    private static JsonNode thing(Optional<DeviceModel> model, boolean commands) {
        Device device = RestHub.DEVICE;
        Json text = new ThingDescription(device, model, commands, HUB).text();
        return JsonText.tree(text.text());
    }

    private static List<String> errors(JsonNode thing) {
        OutputUnit result = W3C.validate(new JsonObject(thing.toString()));
        List<String> errors = new ArrayList<>();
        if (!Boolean.TRUE.equals(result.getValid())) {
            errors.add("not valid");
            Objects.requireNonNullElse(result.getErrors(), List.<OutputUnit>of())
                    .forEach(error -> errors.add(error.getInstanceLocation() + " " + error.getError()));
        }
        return errors;
    }

    private static Validator w3c() {
        try (InputStream in = Objects.requireNonNull(
                ThingDescriptionTest.class.getResourceAsStream("/wot/td-json-schema-validation.json"))) {
            return Validator.create(
                    JsonSchema.of(new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8))),
                    new JsonSchemaOptions()
                            .setBaseUri("app://w3c")
                            .setDraft(Draft.DRAFT7)
                            .setOutputFormat(OutputFormat.Basic));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
