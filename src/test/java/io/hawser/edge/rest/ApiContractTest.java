package io.hawser.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.protocol.TerminalMessage;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The contract as a document of its own: what clients generate code from. */
class ApiContractTest {
    private static final JsonObject DOCUMENT = ApiContract.document();

    @Test
    void boundsACommandsTimeAsTheSocketDoes() {
        JsonObject ttl = DOCUMENT.getJsonObject("paths")
                .getJsonObject("/devices/{device}/commands")
                .getJsonObject("post")
                .getJsonObject("requestBody")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema")
                .getJsonObject("properties")
                .getJsonObject("ttl");

        assertThat(ttl.getLong("minimum")).isEqualTo(TerminalMessage.SHORTEST_TTL.toMillis());
        assertThat(ttl.getLong("maximum")).isEqualTo(TerminalMessage.LONGEST_TTL.toMillis());
    }

    @Test
    void isAnOpenApiDocument() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            OutputUnit result = RestHub.await(OpenAPIVersion.V3_1
                    .getRepository(vertx, "app://")
                    .compose(schemas -> OpenAPIVersion.V3_1.validateContract(vertx, schemas, DOCUMENT)));
            assertThat(result.getErrors()).isNullOrEmpty();
            assertThat(result.getValid()).isTrue();
        } finally {
            RestHub.await(vertx.close());
        }
    }

    @Test
    void pointsOnlyToWhatIsThere() {
        List<String> missing = new ArrayList<>();
        Matcher reference =
                Pattern.compile("#/components/([a-zA-Z]+)/([A-Za-z]+)").matcher(DOCUMENT.encode());
        while (reference.find()) {
            JsonObject group = DOCUMENT.getJsonObject("components").getJsonObject(reference.group(1));
            if (group == null || !group.containsKey(reference.group(2))) {
                missing.add(reference.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void saysOfEveryOperationWhatItIsAndHowItFails() {
        DOCUMENT.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(member -> {
                    if (member.getValue() instanceof JsonObject operation) {
                        String name = operation.getString("operationId");
                        assertThat(name).as(path.getKey()).isNotBlank();
                        assertThat(operation.getString("summary")).as(name).isNotBlank();
                        assertThat(operation.getJsonArray("tags")).as(name).hasSize(1);
                        assertThat(operation.getJsonObject("responses").containsKey("default"))
                                .as(name)
                                .isTrue();
                    }
                }));
    }
}
