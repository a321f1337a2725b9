package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.simulator.SimulatedDevice;
import io.hawser.simulator.Tally;
import io.hawser.simulator.things.Fault;
import io.hawser.simulator.things.Surroundings;
import io.hawser.simulator.things.Things;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.DeviceOptions;
import io.hawser.simulator.wire.HubAddress;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repair over a hub, with a device that obeys, one that does not, and people who go on. */
class RepairIT {
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
                  by: hand
                  soak: 1s
            """;

    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Thing speaker;
    private int seq;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(Files.createDirectories(Path.of("target", "hubs")), "strategies", ".yaml"),
                STRATEGIES);
        hub = TestHub.start(Map.of("repair.strategies", file.toAbsolutePath().toString()));
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        speaker = home.device(ana, "Speaker", "generic");
        seq = 0;
    }

    private String breaks(WireClient device) {
        say(device, "'type':'fault','code':'AUDIO.CAPTURE','severity':'major','active':true");
        return home.await(ana, "/devices/" + speaker.id() + "/faults", "/items/0/code", "AUDIO.CAPTURE")
                .at("/items/0/id")
                .asText();
    }

    private void say(WireClient device, String words) {
        device.send("{%s,'seq':%d}".formatted(words, ++seq));
    }

    private void answers(WireClient device, JsonNode command, boolean ok) {
        device.send("{'type':'result','command':'%s','ok':%b%s}"
                .formatted(command.path("command").asText(), ok, ok ? "" : ",'code':'BROKEN','message':'no'"));
    }

    @Test
    void isOverWhenADeviceThatObeysHasShownThatItWorks() {
        try (WireClient device = speaker.online()) {
            String fault = breaks(device);
            JsonNode command = device.await("command");
            assertThat(command.path("name").asText()).isEqualTo("restart");
            answers(device, command, true);
            say(device, "'type':'report','set':{'microphone':'ok'}");
            say(device, "'type':'fault','code':'AUDIO.CAPTURE','severity':'major','active':false");

            home.await(ana, "/faults/" + fault, "/status", "resolved");
            JsonNode repair = get("/faults/" + fault + "/repair");
            assertThat(repair.path("stage").asText()).isEqualTo("over");
            assertThat(repair.at("/tries/0/outcome").asText()).isEqualTo("fixed");
            assertThat(repair.at("/tries/0/by/hub").asText()).isEqualTo("repair");
            assertThat(repair.at("/strategies/0/fixed").asInt()).isPositive();
            JsonNode log = get("/devices/" + speaker.id() + "/log?kinds=command");
            assertThat(log.at("/items").findValues("by"))
                    .as("nobody pressed for it")
                    .extracting(by -> by.path("hub").asText())
                    .isNotEmpty()
                    .allMatch(why -> why.equals("repair"), "the hub's");
            assertThat(tried(fault)).isEqualTo(log.at("/items/0/by"));
        }
    }

    @Test
    void goesOnToATicketThatIsClosedByWhatTheDeviceShows() {
        try (WireClient device = speaker.online()) {
            String fault = breaks(device);
            answers(device, device.await("command"), false);
            home.await(ana, "/faults/" + fault, "/status", "ticket");
            JsonNode ticket = get("/tickets?fault=" + fault).at("/items/0");
            assertThat(ticket.at("/by/hub").asText()).isEqualTo("repair");
            String path = "/tickets/" + ticket.path("id").asText();
            assertThat(get(path).at("/steps/0/text/en").asText()).isEqualTo("Clean it.");

            done(ana.rest().patch(path, "{'status':'in_progress'}"));
            done(ana.rest().patch(path, "{'step':1,'done':true}"));
            done(ana.rest().post(path + "/verify", "{}"));
            home.await(ana, path, "/status", "in_progress");
            assertThat(get(path + "/comments").path("items").findValuesAsText("kind"))
                    .as("the device still says that it is broken")
                    .startsWith("refuted", "verifying");

            say(device, "'type':'fault','code':'AUDIO.CAPTURE','severity':'major','active':false");
            done(ana.rest().post(path + "/verify", "{'reason':'Heard it.'}"));
            home.await(ana, "/faults/" + fault, "/status", "resolved");
            home.await(ana, "/faults/" + fault + "/repair", "/stage", "over");
        }
    }

    @Test
    void leavesAProblemThatSomebodyToldOfToPeopleUntilTheDeviceIsProbed() {
        try (WireClient device = speaker.online()) {
            RestClient.Answer made =
                    ana.rest().post("/tickets", "{'device':'%s','title':'Hums'}".formatted(speaker.id()));
            String path = "/tickets/" + made.json().path("id").asText();
            String fault = made.json().path("fault").asText();
            home.await(ana, "/faults/" + fault + "/repair", "/stage", "mending");

            done(ana.rest().post(path + "/verify", "{}"));

            home.await(ana, path, "/status", "closed");
            home.await(ana, "/faults/" + fault, "/status", "resolved");
            assertThat(device.isClosed()).isFalse();
        }
    }

    @Test
    void letsPeopleStopItAndGoOnByHand() {
        done(ana.rest().put("/devices/" + speaker.id() + "/repair", "{'automatic':false,'reason':'We listen.'}"));
        try (WireClient device = speaker.online()) {
            String fault = breaks(device);
            home.await(ana, "/faults/" + fault + "/repair", "/why", "stopped");
            done(ana.rest().post("/faults/" + fault + "/repair", "{'act':'start'}"));
            assertThat(device.await("command").path("name").asText()).isEqualTo("restart");
            JsonNode log =
                    home.await(ana, "/devices/" + speaker.id() + "/log?kinds=command", "/items/0/name", "restart");
            assertThat(log.at("/items/0/by/user").asText()).isEqualTo(ana.id());
            assertThat(log.at("/items/0/by/via").asText()).isEqualTo("repair");
            assertThat(tried(fault).path("user").asText())
                    .as("the maintenance log says the same")
                    .isEqualTo(ana.id());
            done(ana.rest().post("/faults/" + fault + "/repair", "{'act':'stop'}"));
            home.await(ana, "/faults/" + fault + "/repair", "/tries/0/outcome", "stopped");
        }
        assertThat(get("/audit?device=" + speaker.id()).path("items").findValuesAsText("action"))
                .contains("repair_stopped", "repair_changed");
    }

    @Test
    void mendsASimulatedSpeakerWhoseMicrophoneHangsByRestartingIt() {
        ObjectNode model = home.admin().get("/models/speaker").json().deepCopy();
        ((ObjectNode) model.at("/checks/0")).put("for", "1s");
        ((ObjectNode) model.at("/repair/0/strategies/0")).put("soak", "1s");
        done(home.admin().put("/models/speaker", model.toString()));
        Home.Thing kitchen = home.device(ana, "Kitchen speaker", "speaker");
        Vertx vertx = Vertx.vertx();
        try {
            Surroundings around = new Surroundings(Clock.systemUTC(), new SplittableRandom(3));
            DeviceOptions options = DeviceOptions.of(
                    HubAddress.of(hub.url()), new DeviceCredentials(kitchen.id(), kitchen.secret()), "speaker");
            SimulatedDevice device = new SimulatedDevice(
                    vertx,
                    vertx.createWebSocketClient(),
                    options,
                    Things.of("speaker", around),
                    1,
                    around,
                    new Tally());
            device.start().await();
            device.fault(Fault.MIC_FAILED, true);

            String fault = home.await(ana, "/devices/" + kitchen.id() + "/faults", "/items/0/code", "AUDIO.CAPTURE")
                    .at("/items/0/id")
                    .asText();
            home.await(ana, "/faults/" + fault, "/status", "resolved");

            JsonNode tries = get("/faults/" + fault + "/repair").path("tries");
            assertThat(tries.findValuesAsText("outcome")).containsExactly("fixed");
            assertThat(tries.at("/0/kind").asText()).isEqualTo("restart");
            assertThat(home.state(ana, kitchen).at("/state/microphone").asText())
                    .isEqualTo("ok");
            device.stop().await();
        } finally {
            vertx.close().await();
        }
    }

    /** Who made the first try, as the maintenance log has it. */
    private JsonNode tried(String fault) {
        for (JsonNode line :
                get("/devices/" + speaker.id() + "/maintenance-log").path("items")) {
            if (line.path("kind").asText().equals("repair")
                    && line.path("fault").asText().equals(fault)) {
                return line.path("by");
            }
        }
        throw new AssertionError("no try in the maintenance log");
    }

    private JsonNode get(String path) {
        return done(ana.rest().get(path));
    }

    private static JsonNode done(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }
}
