package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults for practice over a hub, with real devices. */
class DrillIT {
    private static final String STRATEGIES = """
            - code: AUDIO
              strategies:
                - restart: {within: 10s}
                  cooldown: 0s
                  probe: {report: {property: microphone, is: ok}, within: 10s}
                  soak: 1s
                - ticket: {steps: [{en: Clean it., zh: 请清洁。}]}
                  soak: 1s
            - code: "*"
              strategies:
                - ticket: true
            """;

    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person root;
    private Home.Thing speaker;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(Files.createDirectories(Path.of("target", "hubs")), "strategies", ".yaml"),
                STRATEGIES);
        hub = TestHub.start(Map.of("repair.strategies", file.toAbsolutePath().toString()));
        home = new Home(hub.port(), hub.adminToken());
        home.admin().post("/webhooks", "{'url':'https://ops.example/hawser'}");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        root = home.login("root");
        speaker = home.device(ana, "Speaker", "generic");
    }

    @Test
    void goesTheWayOfAnyFaultAndTellsNobodyButWhoeverBeganIt() {
        try (WireClient device = speaker.online();
                WireClient terminal = ana.watching("['*']")) {
            JsonNode drill = start("AUDIO.CAPTURE", 201);
            String path = "/drills/" + drill.path("id").asText();
            String fault = drill.path("fault").asText();

            assertThat(terminal.await(
                                    "the fault in the log",
                                    frame -> frame.path("kind").asText().equals("fault"))
                            .path("code")
                            .asText())
                    .isEqualTo("DRILL.AUDIO.CAPTURE");
            JsonNode command = device.await("command");
            assertThat(command.path("name").asText()).isEqualTo("restart");
            JsonNode found = done(root.rest().post("/faults/" + fault + "/acknowledge", "{}"));
            assertThat(found.path("drill").asBoolean()).isTrue();
            assertThat(found.at("/texts/title/en").asText()).startsWith("Drill: ");
            home.await(root, "/me/inbox", "/items/0/alert", fault);
            device.send("{'type':'result','command':'%s','ok':true}"
                    .formatted(command.path("command").asText()));
            device.send("{'type':'report','seq':1,'set':{'microphone':'ok'}}");

            JsonNode over = home.await(root, path, "/outcome", "repaired");
            for (String name : new String[] {"detect", "notify", "acknowledge", "repair"}) {
                assertThat(over.path("took").path(name).isNumber()).as(name).isTrue();
            }
            assertThat(over.at("/took/repair").asLong()).isGreaterThan(1000);
            assertThat(done(ana.rest().get("/me/inbox")).path("items")).isEmpty();
            assertThat(over.at("/spared/0/channel").asText()).isEqualTo("webhook");
            JsonNode spared = done(home.admin().get("/deliveries?status=dropped"));
            assertThat(spared.path("items").findValuesAsText("error")).containsOnly("drill");
            assertThat(done(ana.rest().get("/devices/" + speaker.id() + "/faults?unresolved=true"))
                            .path("items"))
                    .isEmpty();
            assertThat(done(ana.rest().get("/models/generic/repair")).findValuesAsText("fixed"))
                    .as("practice counts for nothing in earnest")
                    .containsOnly("0");
            assertThat(done(ana.rest().get("/devices/" + speaker.id() + "/maintenance-log"))
                            .path("items")
                            .findValuesAsText("kind"))
                    .containsExactly("drill", "fault", "repair", "resolved", "drill_ended");
            assertThat(done(home.admin().get("/audit?device=" + speaker.id()))
                            .path("items")
                            .findValuesAsText("action"))
                    .contains("drill_started", "drill_ended");
        }
    }

    @Test
    void endsByItselfAndLeavesNothingOpen() throws SQLException {
        JsonNode drill = start("LOCK.JAMMED", 201);
        String path = "/drills/" + drill.path("id").asText();
        start("LOCK.JAMMED", 409);
        home.await(root, "/faults/" + drill.path("fault").asText(), "/status", "ticket");

        update("UPDATE drills SET until = now() WHERE id = '" + drill.path("id").asText() + "'");

        JsonNode over = home.await(root, path, "/outcome", "over");
        assertThat(over.at("/took/repair").isNull()).isTrue();
        home.await(ana, "/faults/" + drill.path("fault").asText(), "/status", "resolved");
        home.await(ana, "/tickets?device=" + speaker.id(), "/items/0/status", "closed");
        assertThat(done(ana.rest().get("/tickets?device=" + speaker.id()))
                        .at("/items/0/drill")
                        .asBoolean())
                .isTrue();
        start("LOCK.JAMMED", 201);
    }

    @Test
    void isEndedByHandAndOnlyByAdministrators() {
        JsonNode drill = start("LOCK.JAMMED", 201);
        String path = "/drills/" + drill.path("id").asText();
        home.await(root, "/faults/" + drill.path("fault").asText(), "/drill", "true");
        assertThat(ana.rest().post(path + "/end", "{}").status()).isEqualTo(403);
        assertThat(ana.rest().get(path).status()).isEqualTo(403);

        assertThat(done(root.rest().post(path + "/end", "{}")).path("outcome").asText())
                .isEqualTo("stopped");
        assertThat(done(root.rest().post(path + "/end", "{}")).path("outcome").asText())
                .as("once")
                .isEqualTo("stopped");
        home.await(ana, "/faults/" + drill.path("fault").asText(), "/status", "resolved");
        assertThat(done(home.admin().get("/drills?device=" + speaker.id())).path("items"))
                .hasSize(1);
    }

    @Test
    void refusesWhatIsNoCode() {
        for (String code : new String[] {"no code", "DRILL.AGAIN", "x".repeat(60)}) {
            RestClient.Answer refused =
                    root.rest().post("/devices/" + speaker.id() + "/drills", "{'code':'%s'}".formatted(code));
            assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/path").asText()).isEqualTo("/code");
        }
    }

    private JsonNode start(String code, int status) {
        RestClient.Answer answer = root.rest()
                .post(
                        "/devices/" + speaker.id() + "/drills",
                        "{'code':'%s','severity':'critical','minutes':5}".formatted(code));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }

    private static void update(String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static JsonNode done(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }
}
