package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules over a hub: written as YAML, tried, set off by one device, carried out by another, and followed to its words. */
class RulesIT {
    private static final String[] YAML = {"Content-Type", "application/yaml"};

    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Thing sensor;
    private Home.Thing fan;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        sensor = home.device(ana, "Sensor", "generic");
        fan = home.device(ana, "Fan", "fan");
    }

    private String cooling() {
        return """
                # For hot nights.
                name: Cool
                of: {devices: [%1$s]}
                when: {property: temperature, above: 30}
                then:
                  - {command: set, args: {power: on}, device: %2$s}
                  - notify: {to: owner, severity: warning, title: 'Too warm', text: '{value} at {device}'}
                until: {when: {property: temperature, below: 27}}
                else:
                  - {command: set, args: {power: off}, device: %2$s}
                """.formatted(sensor.id(), fan.id());
    }

    private JsonNode made(String yaml) {
        RestClient.Answer made = ana.rest().raw("POST", "/rules", yaml, YAML);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json();
    }

    @Test
    void isWrittenAsYamlAndChangedByItsVersion() {
        JsonNode rule = made(cooling());
        String path = "/rules/" + rule.path("id").asText();
        assertThat(rule.at("/then/0/args/power").asText()).isEqualTo("on");
        assertThat(rule.at("/status/status").asText()).isEqualTo("on");
        assertThat(rule.at("/status/devices").asInt()).isEqualTo(1);
        assertThat(ana.rest().get(path + "?format=yaml").text()).isEqualTo(cooling());
        assertThat(ana.rest().get("/rules?device=" + fan.id()).json().path("items"))
                .hasSize(1);

        RestClient.Answer late =
                ana.rest().raw("PUT", path, rule.toString(), "If-Match", "\"7\"", "Content-Type", "application/json");
        assertThat(late.status()).isEqualTo(412);
        RestClient.Answer again =
                ana.rest().raw("PUT", path, rule.toString(), "If-Match", "\"1\"", "Content-Type", "application/json");
        assertThat(again.status()).as(again.toString()).isEqualTo(200);
        assertThat(again.json().path("version").asInt()).isEqualTo(2);
        assertThat(ana.rest().get(path + "?format=yaml").text()).contains("above: 30");
        assertThat(ana.rest()
                        .patch(path, "{'enabled':false}")
                        .json()
                        .at("/status/status")
                        .asText())
                .isEqualTo("off");
        assertThat(ana.rest().delete(path).status()).isEqualTo(204);
        assertThat(ana.rest().get(path).status()).isEqualTo(404);
    }

    @Test
    void namesTheLineOfWhatIsWrong() {
        RestClient.Answer refused = ana.rest()
                .raw(
                        "POST",
                        "/rules",
                        cooling().replace("above: 30", "above: warm").replace("until", "untill"),
                        YAML);
        assertThat(refused.status()).isEqualTo(422);
        List<String> told = new ArrayList<>();
        refused.json()
                .path("errors")
                .forEach(error -> told.add(
                        error.path("line").asInt() + " " + error.path("path").asText()));
        assertThat(told).containsExactlyInAnyOrder("4 /when/above", "8 /untill");
    }

    @Test
    void isSetOffByOneDeviceAndFollowedToTheWordsOfAnother() {
        JsonNode rule = made(cooling());
        String path = "/rules/" + rule.path("id").asText();
        WireClient fanned = fan.online();
        WireClient sensed = sensor.online();
        sensed.send("{'type':'report','seq':1,'set':{'temperature':31}}");

        JsonNode command = fanned.await("command");
        assertThat(command.at("/args/power").asText()).isEqualTo("on");
        fanned.send("{'type':'report','seq':1,'set':{'power':'on'},'command':'%s'}"
                .formatted(command.path("command").asText()));
        fanned.send("{'type':'result','command':'%s','ok':true}"
                .formatted(command.path("command").asText()));

        JsonNode firing =
                home.await(ana, path + "/firings", "/items/0/outcome", "done").at("/items/0");
        assertThat(firing.at("/why/value").asInt()).isEqualTo(31);
        assertThat(firing.at("/actions/0/command").asText())
                .isEqualTo(command.path("command").asText());
        JsonNode chain = home.awaitItems(ana, "/causes/" + firing.path("id").asText(), 3);
        List<String> kinds = new ArrayList<>();
        chain.path("items")
                .forEach(entry -> kinds.add(
                        entry.path("kind").asText() + " " + entry.path("status").asText()));
        assertThat(kinds).containsExactly("command sent", "state ", "command done");
        assertThat(chain.at("/items/0/by/via").asText()).isEqualTo("rule");
        assertThat(chain.at("/items/0/by/rule").asText())
                .isEqualTo(rule.path("id").asText());

        JsonNode whole = home.awaitItems(ana, "/causes/" + firing.path("cause").asText(), 4);
        assertThat(whole.at("/items/0/set/temperature").asInt()).isEqualTo(31);
        assertThat(whole.at("/firings/0/id")).isEqualTo(firing.path("id"));

        JsonNode inbox = home.await(ana, "/me/inbox", "/items/0/title/en", "Too warm");
        assertThat(inbox.at("/items/0/means/en").asText()).isEqualTo("31 at Sensor");

        sensed.send("{'type':'report','seq':2,'set':{'temperature':20}}");
        assertThat(fanned.await(
                        "the command to stop",
                        frame -> frame.at("/args/power").asText().equals("off")))
                .isNotNull();
        home.await(ana, path, "/status/last/branch", "else");
    }

    @Test
    void isTriedOnWhatWasKeptBeforeItIsMade() {
        WireClient sensed = sensor.online();
        sensed.send("{'type':'report','seq':1,'set':{'temperature':20}}");
        sensed.send("{'type':'report','seq':2,'set':{'temperature':31}}");
        sensed.send("{'type':'report','seq':3,'set':{'temperature':20}}");
        home.awaitItems(ana, "/devices/" + sensor.id() + "/log?kinds=state", 3);

        RestClient.Answer tried = ana.rest().raw("POST", "/rules/trial", cooling(), YAML);

        assertThat(tried.status()).as(tried.toString()).isEqualTo(200);
        assertThat(tried.json().path("complete").asBoolean()).isTrue();
        assertThat(tried.json().path("firings")).hasSize(2);
        assertThat(tried.json().at("/firings/0/why/value").asInt()).isEqualTo(31);
        assertThat(tried.json().at("/firings/0/actions/0/device").asText()).isEqualTo(fan.id());
        assertThat(tried.json().at("/firings/1/branch").asText()).isEqualTo("else");
        assertThat(ana.rest().get("/rules").json().path("items")).isEmpty();
    }

    @Test
    void comesWithAModelUnlessItIsSwitchedOffForTheDevice() {
        RestClient.Answer refused = home.admin()
                .raw("PUT", "/models/pump", "title: Pump\nopen: true\nrules:\n  - {name: R, when: {event: e}}", YAML);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/path").asText()).isEqualTo("/rules/0/then");
        assertThat(refused.json().at("/errors/0/line").asInt()).isEqualTo(4);
        RestClient.Answer made = home.admin().raw("PUT", "/models/pump", """
                title: Pump
                open: true
                rules:
                  - {name: Dry, when: {property: flow, below: 1}, then: [{command: stop}]}
                """, YAML);
        assertThat(made.status()).as(made.toString()).isEqualTo(200);
        Home.Thing pump = home.device(ana, "Pump", "pump");
        String rule = home.awaitItems(ana, "/devices/" + pump.id() + "/rules", 1)
                .at("/items/0/id")
                .asText();
        WireClient device = pump.online();
        device.send("{'type':'report','seq':1,'set':{'flow':0.5}}");
        assertThat(device.await("command").path("name").asText()).isEqualTo("stop");

        String path = "/devices/" + pump.id() + "/rules/" + rule;
        assertThat(ana.rest()
                        .put(path, "{'enabled':false}")
                        .json()
                        .at("/items/0/enabled")
                        .asBoolean())
                .isFalse();
    }
}
