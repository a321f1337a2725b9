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
import org.junit.jupiter.api.Test;

/** Models as administrators make them, on an installation of two nodes. */
class ModelsIT {
    private static final String YAML = "application/yaml";
    private static final String PUMP = """
            # What we have in the cellar.
            title: {en: Pump, zh: 水泵}
            session: {heartbeat: 20s}
            properties:
              flow: {type: number, minimum: 0, unit: l/min}
              power: {type: string, enum: [on, off], control: true}
            commands:
              prime: {args: {properties: {seconds: {type: integer}}, required: [seconds]}}
            events:
              leak: {data: {type: object, required: [where], properties: {where: {type: string}}}}
            checks:
              - code: PUMP.DRY
                severity: major
                when: {property: flow, below: 0.5}
                for: 1m
            """;

    private static TestHub hub;
    private static TestHub other;
    private static Home home;
    private static Home elsewhere;
    private static Home.Person ana;
    private static Home.Person anaThere;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        home = new Home(hub.port(), hub.adminToken());
        other = hub.another();
        elsewhere = new Home(other.port(), hub.adminToken());
        ana = home.person("Ana");
        anaThere = elsewhere.login(ana.login());
    }

    @AfterAll
    static void stop() {
        other.close();
        hub.close();
    }

    @Test
    void makesAModelOfYamlThatCountsOnEveryNode() {
        RestClient.Answer made = put("pump", PUMP);
        assertThat(made.status()).as(made.toString()).isEqualTo(200);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(made.json().path("version").asInt()).isEqualTo(1);
        assertThat(made.json().path("from").asText()).isEqualTo("admin");
        assertThat(made.json().at("/checks/0/code").asText()).isEqualTo("PUMP.DRY");

        Home.Thing pump = home.device(ana, "Pump", "pump");
        JsonNode there = elsewhere.await(anaThere, "/models/pump", "/version", "1");
        assertThat(there.path("properties").path("flow").path("unit").asText()).isEqualTo("l/min");

        try (WireClient device = pump.hello("b1")) {
            assertThat(device.await("welcome").path("heartbeat").asInt()).isEqualTo(20_000);
            device.send("{'type':'report','seq':1,'set':{'flow':-1,'power':'x','more':1}}");
            assertThat(paths(device.await("error"))).containsExactlyInAnyOrder("/set/flow", "/set/power");
            device.send("{'type':'event','seq':2,'name':'leak','data':{'where':5}}");
            assertThat(paths(device.await("error"))).containsExactly("/data/where");
            device.send("{'type':'report','seq':3,'set':{'flow':2}}");
            device.await("ack of 3", frame -> frame.path("seq").asInt() == 3);
            JsonNode state = home.state(ana, pump);
            assertThat(state.path("state").toString()).isEqualTo("{\"flow\":2}");

            RestClient.Answer refused =
                    ana.rest().post("/devices/" + pump.id() + "/commands", "{'name':'prime','args':{'seconds':'x'}}");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(paths(refused.json())).containsExactly("/args/seconds");
            RestClient.Answer wish = ana.rest().patch("/devices/" + pump.id() + "/desired", "{'flow':5,'power':'of'}");
            assertThat(wish.status()).isEqualTo(422);
            assertThat(paths(wish.json())).containsExactlyInAnyOrder("/flow", "/power");
            assertThat(ana.rest()
                            .get("/devices/" + pump.id() + "/commands")
                            .json()
                            .path("items"))
                    .isEmpty();
            assertThat(home.state(ana, pump).path("desired").isEmpty()).isTrue();
        }
    }

    @Test
    void showsTheTextAgainAsItWasWritten() {
        put("shown", PUMP);
        RestClient.Answer text = home.admin().get("/models/shown?format=yaml");
        assertThat(text.text()).isEqualTo(PUMP);
        assertThat(text.header("Content-Type")).isEqualTo(YAML);
        assertThat(home.admin().get("/models/light?format=yaml").text()).startsWith("# A lamp.");
        assertThat(home.admin()
                        .put("/models/shown", "{'title':'Pump','open':true}")
                        .status())
                .isEqualTo(200);
        assertThat(home.admin().get("/models/shown?format=yaml").text()).contains("title: \"Pump\"", "open: true");
    }

    @Test
    void tellsEachErrorWithItsPathAndLine() {
        RestClient.Answer refused = put(
                "wrong",
                PUMP.replace("type: number", "type: nummer")
                        .replace("below: 0.5", "below: low")
                        .replace("20s", "fast"));
        assertThat(refused.status()).isEqualTo(422);
        List<String> errors = new ArrayList<>();
        refused.json()
                .path("errors")
                .forEach(error -> errors.add(
                        error.path("line").asInt() + " " + error.path("path").asText()));
        assertThat(errors).containsExactlyInAnyOrder("3 /session/heartbeat", "5 /properties/flow/type");

        refused = put("wrong", PUMP.replace("below: 0.5", "below: low"));
        assertThat(refused.json().at("/errors/0/path").asText()).isEqualTo("/checks/0/when/below");
        assertThat(refused.json().at("/errors/0/line").asInt()).isEqualTo(14);

        refused = put("wrong", "title: [\n");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/line").asInt()).isBetween(1, 2);
        assertThat(home.admin().get("/models/wrong").status()).isEqualTo(404);
    }

    @Test
    void refusesToOverwriteWhatSomebodyElseMadeMeanwhile() {
        RestClient admin = home.admin();
        assertThat(admin.call("PUT", "/models/fan2", "{'title':'A'}", "If-Match", "\"0\"")
                        .status())
                .isEqualTo(200);
        assertThat(admin.call("PUT", "/models/fan2", "{'title':'B'}", "If-Match", "\"0\"")
                        .status())
                .isEqualTo(412);
        assertThat(admin.call("PUT", "/models/fan2", "{'title':'C'}", "If-Match", "\"1\"")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(admin.call("DELETE", "/models/fan2", null, "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
        assertThat(admin.call("DELETE", "/models/fan2", null, "If-Match", "\"2\"")
                        .status())
                .isEqualTo(204);
        assertThat(admin.delete("/models/fan2").status()).isEqualTo(404);
        assertThat(admin.put("/models/fan2", "{'title':'D'}")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void takesBackWhatWasMadeOfAModelThatComesAlong() {
        RestClient admin = home.admin();
        assertThat(admin.put("/models/contact", "{'title':'Door','properties':{'open':{'type':'boolean'}}}")
                        .status())
                .isEqualTo(200);
        elsewhere.await(anaThere, "/models/contact", "/title/en", "Door");
        other.restart();
        elsewhere = new Home(other.port(), hub.adminToken());
        anaThere = elsewhere.login(ana.login());
        assertThat(elsewhere
                        .admin()
                        .get("/models/contact")
                        .json()
                        .at("/title/en")
                        .asText())
                .isEqualTo("Door");
        assertThat(home.admin().delete("/models/contact").status()).isEqualTo(204);
        assertThat(home.admin().get("/models/contact").json().path("from").asText())
                .isEqualTo("hub");
        elsewhere.await(anaThere, "/models/contact", "/title/en", "Contact sensor");
        assertThat(home.admin().delete("/models/contact").status()).isEqualTo(404);
    }

    @Test
    void takesADeviceWithoutItsModelForAGenericOne() {
        put("gone", PUMP);
        Home.Thing thing = home.device(ana, "Thing", "gone");
        assertThat(home.admin().delete("/models/gone").status()).isEqualTo(204);
        try (WireClient device = thing.online()) {
            device.send("{'type':'report','seq':1,'set':{'flow':'what you like'}}");
            device.await("ack");
            assertThat(ana.rest()
                            .post("/devices/" + thing.id() + "/commands", "{'name':'dance','args':{}}")
                            .status())
                    .isEqualTo(202);
        }
        assertThat(ana.rest().post("/devices", "{'name':'N','model':'gone'}").status())
                .isEqualTo(422);
    }

    /** As a consumer goes by it that knows nothing else of the hub. */
    @Test
    void isUsedByTheFormsOfItsThingDescription() {
        put("driven", PUMP);
        Home.Thing pump = home.device(ana, "Pump", "driven");
        RestClient.Answer told = ana.rest().get("/devices/" + pump.id() + "/td");
        assertThat(told.status()).as(told.toString()).isEqualTo(200);
        assertThat(told.header("Content-Type")).isEqualTo("application/td+json");
        JsonNode thing = told.json();
        try (WireClient device = pump.online()) {
            String power = href(thing, "/properties/power", "readproperty");
            assertThat(ana.rest().get(power).status()).isEqualTo(204);
            device.send("{'type':'report','seq':1,'set':{'power':'off','flow':2.5}}");
            device.await("ack");
            assertThat(ana.rest().get(power).text()).isEqualTo("\"off\"");
            assertThat(ana.rest()
                            .get(href(thing, "/properties/flow", "readproperty"))
                            .text())
                    .isEqualTo("2.5");
            assertThat(ana.rest().get(href(thing, "", "readallproperties")).json())
                    .hasSize(2);

            assertThat(ana.rest()
                            .put(href(thing, "/properties/power", "writeproperty"), "'on'")
                            .status())
                    .isEqualTo(204);
            assertThat(device.await("desired").at("/set/power").asText()).isEqualTo("on");
            RestClient.Answer refused = ana.rest().put(power, "'of'");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(paths(refused.json())).containsExactly("/");
            assertThat(ana.rest().put(power, "null").status()).isEqualTo(422);
            String flow = href(thing, "/properties/flow", "readproperty");
            assertThat(ana.rest().put(flow, "7").status()).isEqualTo(422);
            assertThat(ana.rest()
                            .patch(
                                    href(thing, "", "writemultipleproperties"),
                                    "{'power':'off'}",
                                    "Content-Type",
                                    "application/merge-patch+json")
                            .status())
                    .isEqualTo(200);

            RestClient.Answer going = ana.rest().post(href(thing, "/actions/prime", "invokeaction"), "{'seconds':5}");
            assertThat(going.status()).as(going.toString()).isEqualTo(202);
            JsonNode command = device.await("command");
            assertThat(command.path("name").asText()).isEqualTo("prime");
            assertThat(command.at("/args/seconds").asInt()).isEqualTo(5);
            String state = href(thing, "/actions/prime", "queryaction")
                    .replace("{command}", going.json().path("command").asText());
            device.send("{'type':'result','command':'%s','ok':true}"
                    .formatted(command.path("command").asText()));
            home.await(ana, state, "/status", "done");
            assertThat(ana.rest()
                            .call("POST", href(thing, "/actions/prime", "invokeaction"), null)
                            .status())
                    .isEqualTo(422);
        }
        String waiting = ana.rest()
                .post(href(thing, "/actions/prime", "invokeaction") + "?offline=queue", "{'seconds':5}")
                .json()
                .path("command")
                .asText();
        assertThat(ana.rest()
                        .delete(href(thing, "/actions/prime", "cancelaction").replace("{command}", waiting))
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");

        Home.Person ben = home.person("Ben");
        home.share(ana, pump, ben, "viewer");
        JsonNode seen = ben.rest().get("/devices/" + pump.id() + "/td").json();
        assertThat(seen.has("actions")).isFalse();
        assertThat(href(seen, "/properties/power", "writeproperty")).isEmpty();
    }

    /** Where the operation leads, as a path; empty: nowhere. */
    private static String href(JsonNode thing, String part, String operation) {
        for (JsonNode form : thing.at(part + "/forms")) {
            if (form.path("op").toString().contains("\"" + operation + "\"")) {
                String whole = thing.path("base").asText() + form.path("href").asText();
                assertThat(whole).startsWith("http://127.0.0.1:" + hub.port() + "/api/v1/");
                return whole.substring(whole.indexOf("/api/"));
            }
        }
        return "";
    }

    @Test
    void tellsTheAuditWhoChangedIt() {
        put("audited", PUMP);
        home.admin().delete("/models/audited");
        List<String> actions = new ArrayList<>();
        home.admin()
                .get("/audit?actions=model_changed,model_removed&limit=200")
                .json()
                .path("items")
                .forEach(entry -> {
                    if (entry.at("/detail/model").asText().equals("audited")) {
                        actions.add(entry.path("action").asText() + " "
                                + entry.at("/by/name").asText());
                    }
                });
        assertThat(actions).containsExactly("model_removed Root", "model_changed Root");
    }

    private static RestClient.Answer put(String name, String yaml) {
        return home.admin().raw("PUT", "/models/" + name, yaml, "Content-Type", YAML);
    }

    private static List<String> paths(JsonNode error) {
        List<String> paths = new ArrayList<>();
        JsonNode errors = error.has("errors") ? error.path("errors") : error.at("/data/errors");
        errors.forEach(each -> paths.add(each.path("path").asText()));
        return paths;
    }
}
