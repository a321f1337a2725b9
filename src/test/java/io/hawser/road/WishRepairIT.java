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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repair by what is wanted of a device, over a hub: it is offered again, or set back to what was before. */
class WishRepairIT {
    private static final String STRATEGIES = """
            - code: WISH.MISSED
              strategies:
                - resend: true
                  cooldown: 0s
                  probe: {within: 15s}
                  soak: 1s
                - ticket: true
            - code: WISH.DEAF
              strategies:
                - resend: true
                  probe: {within: 1s}
                - ticket: true
            - code: WISH.BAD
              strategies:
                - rollback: {within: 1h}
                  probe: {within: 15s}
                  soak: 1s
                - ticket: true
            - code: STATE.DRIFT
              strategies:
                - resend: true
                  soak: 1s
            """;

    /** What is wrong with it is a property of its own. */
    private static final String MODEL = """
            {'title':'Heater','open':true,'properties':{'target':{'type':'number','control':true}},'checks':[
            {'code':'WISH.MISSED','severity':'major','when':{'property':'health','is':'missed'},'clear':{'for':'1s'}},
            {'code':'WISH.DEAF','severity':'major','when':{'property':'health','is':'deaf'},'clear':{'for':'1s'}},
            {'code':'WISH.BAD','severity':'major','when':{'property':'health','is':'bad'},'clear':{'for':'1s'}}]}
            """;

    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Thing heater;
    private int seq;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(Files.createDirectories(Path.of("target", "hubs")), "wishes", ".yaml"),
                STRATEGIES);
        hub = TestHub.start(Map.of("repair.strategies", file.toAbsolutePath().toString()));
        home = new Home(hub.port(), hub.adminToken());
        done(home.admin().put("/models/heater", MODEL));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        heater = home.device(ana, "Heater", "heater");
        seq = 0;
    }

    private void reports(WireClient device, String set) {
        say(device, "'type':'report','set':" + set);
    }

    private void say(WireClient device, String words) {
        device.send("{%s,'seq':%d}".formatted(words, ++seq));
    }

    private String found(WireClient device, String health, String code) {
        reports(device, "{'health':'%s'}".formatted(health));
        return home.await(ana, "/devices/" + heater.id() + "/faults", "/items/0/code", code)
                .at("/items/0/id")
                .asText();
    }

    private void wants(String set) {
        done(ana.rest().patch("/devices/" + heater.id() + "/desired", set));
    }

    @Test
    void offersAgainWhatTheDeviceMissedAndTakesItsWordAlone() {
        try (WireClient device = heater.online()) {
            reports(device, "{'target':20}");
            wants("{'target':22}");
            JsonNode missed = device.await("desired");
            String fault = found(device, "missed", "WISH.MISSED");

            assertThat(device.await("desired")).as("the very same").isEqualTo(missed);
            JsonNode repair = home.await(ana, "/faults/" + fault + "/repair", "/stage", "probing");
            assertThat(repair.at("/tries/0/outcome").asText()).isEqualTo("running");
            assertThat(repair.at("/tries/0/asked/set").toString()).isEqualTo("{\"target\":22}");

            reports(device, "{'target':22}");
            reports(device, "{'health':'ok'}");

            home.await(ana, "/faults/" + fault, "/status", "resolved");
            assertThat(get("/faults/" + fault + "/repair")
                            .at("/tries/0/outcome")
                            .asText())
                    .isEqualTo("fixed");
            assertThat(get("/faults/" + fault + "/repair")
                            .at("/strategies/0/fixed")
                            .asInt())
                    .isEqualTo(1);
            assertThat(wishes()).as("nobody has wished anew").hasSize(1);
        }
    }

    @Test
    void goesOnWithTheNextWhenTheDeviceDoesNotFollowOrNothingIsWanted() {
        try (WireClient device = heater.online()) {
            reports(device, "{'target':20}");
            String needless = found(device, "missed", "WISH.MISSED");
            home.await(ana, "/faults/" + needless, "/status", "ticket");
            assertThat(tries(needless)).isEqualTo("resend skipped nothing_wanted, ticket running none");

            wants("{'target':22}");
            String deaf = found(device, "deaf", "WISH.DEAF");
            home.await(ana, "/faults/" + deaf, "/status", "ticket");
            assertThat(tries(deaf)).isEqualTo("resend failed not_shown, ticket running none");
        }
    }

    @Test
    void setsBackWhatWasWantedInTheHubsNameAsEverybodySees() {
        try (WireClient device = heater.online();
                WireClient screen = ana.watching("['" + heater.id() + "']")) {
            reports(device, "{'target':20,'mode':'heat'}");
            wants("{'target':35}");
            device.await("desired");
            reports(device, "{'target':35}");
            String fault = found(device, "bad", "WISH.BAD");

            assertThat(device.await("desired").path("set").toString()).isEqualTo("{\"target\":20}");
            JsonNode seen = screen.await(
                    "the wish",
                    frame -> frame.toString().contains("\"hub\":\"repair\"")
                            && frame.toString().contains("\"desired\""));
            assertThat(seen.toString()).contains("\"target\":20");
            home.await(ana, "/devices/" + heater.id() + "/log?kinds=state", "/items/0/by/hub", "repair");
            JsonNode wish = wishes().get(0);
            assertThat(wish.path("cause").asText())
                    .isNotEmpty()
                    .isEqualTo(get("/faults/" + fault).path("cause").asText());
            assertThat(get("/faults/" + fault).path("status").asText()).isEqualTo("repairing");

            reports(device, "{'target':20}");
            home.await(ana, "/faults/" + fault, "/status", "verifying");
            reports(device, "{'health':'ok'}");
            home.await(ana, "/faults/" + fault, "/status", "resolved");
            assertThat(tries(fault)).isEqualTo("rollback fixed shown");
        }
    }

    @Test
    void leavesWhatSomebodyWishedAfterTheFaultAsItIs() {
        done(ana.rest().put("/devices/" + heater.id() + "/repair", "{'automatic':false,'reason':'We look.'}"));
        try (WireClient device = heater.online()) {
            reports(device, "{'target':20}");
            wants("{'target':35}");
            reports(device, "{'target':35}");
            String fault = found(device, "bad", "WISH.BAD");
            home.await(ana, "/faults/" + fault + "/repair", "/why", "stopped");
            wants("{'target':24}");
            home.await(ana, "/devices/" + heater.id() + "/log?kinds=state", "/items/0/desired/set/target", "24");

            RestClient.Answer refused = ana.rest().post("/faults/" + fault + "/repair", "{'act':'start','strategy':0}");
            assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
            assertThat(refused.json().path("detail").asText()).contains("wanted no longer");

            done(ana.rest().put("/devices/" + heater.id() + "/repair", "{'automatic':true}"));
            home.await(ana, "/faults/" + fault, "/status", "ticket");
            assertThat(tries(fault)).isEqualTo("rollback skipped wish_changed, ticket running none");
            assertThat(home.state(ana, heater).at("/desired/target").asInt()).isEqualTo(24);
            assertThat(wishes()).hasSize(2);
        }
    }

    @Test
    void hasNothingToSetBackWhereNobodyWishedForAnything() {
        try (WireClient device = heater.online()) {
            reports(device, "{'target':35}");
            String fault = found(device, "bad", "WISH.BAD");
            home.await(ana, "/faults/" + fault, "/status", "ticket");
            assertThat(tries(fault)).isEqualTo("rollback skipped no_wish, ticket running none");
        }
    }

    @Test
    void goesOnAfterARestartOfTheHubAndSetsBackOnce() {
        String fault;
        try (WireClient device = heater.online()) {
            reports(device, "{'target':20}");
            wants("{'target':35}");
            reports(device, "{'target':35}");
            fault = found(device, "bad", "WISH.BAD");
            device.await("the old target", frame -> frame.at("/set/target").asInt() == 20);
            home.await(ana, "/faults/" + fault + "/repair", "/stage", "probing");
        }
        hub.restart();
        home = new Home(hub.port(), hub.adminToken());
        ana = home.login(ana.login());
        try (WireClient device = home.known(heater).hello("b1")) {
            assertThat(device.await("welcome").at("/desired/set/target").asInt())
                    .isEqualTo(20);
            reports(device, "{'target':20}");
            reports(device, "{'health':'ok'}");

            home.await(ana, "/faults/" + fault, "/status", "resolved");
            assertThat(tries(fault)).isEqualTo("rollback fixed shown");
            assertThat(wishes()).as("Ana's and the hub's").hasSize(2);
        }
    }

    @Test
    void mendsASimulatedLightThatMissedWhatWasWantedOfIt() {
        ObjectNode model = home.admin().get("/models/light").json().deepCopy();
        model.withArray("/checks")
                .addObject()
                .put("code", "STATE.DRIFT")
                .put("severity", "minor")
                .putObject("when")
                .putObject("drift")
                .put("lasting", "1s");
        done(home.admin().put("/models/light", model.toString()));
        Home.Thing lamp = home.device(ana, "Lamp", "light");
        Vertx vertx = Vertx.vertx();
        try {
            Surroundings around = new Surroundings(Clock.systemUTC(), new SplittableRandom(3));
            DeviceOptions options = DeviceOptions.of(
                    HubAddress.of(hub.url()), new DeviceCredentials(lamp.id(), lamp.secret()), "light");
            SimulatedDevice device = new SimulatedDevice(
                    vertx, vertx.createWebSocketClient(), options, Things.of("light", around), 1, around, new Tally());
            device.start().await();
            home.await(ana, "/devices/" + lamp.id() + "/state", "/presence/status", "online");
            device.fault(Fault.MISSED_WISH, true);
            done(ana.rest().patch("/devices/" + lamp.id() + "/desired", "{'brightness':17}"));

            String fault = home.await(ana, "/devices/" + lamp.id() + "/faults", "/items/0/code", "STATE.DRIFT")
                    .at("/items/0/id")
                    .asText();
            home.await(ana, "/faults/" + fault, "/status", "resolved");

            assertThat(tries(fault)).isEqualTo("resend fixed shown");
            assertThat(home.state(ana, lamp).at("/state/brightness").asInt()).isEqualTo(17);
            device.stop().await();
        } finally {
            vertx.close().await();
        }
    }

    /** The entries of the log that say what is wanted, newest first. */
    private List<JsonNode> wishes() {
        List<JsonNode> wishes = new ArrayList<>();
        get("/devices/" + heater.id() + "/log?kinds=state").path("items").forEach(entry -> {
            if (!entry.at("/desired/set").isEmpty()) {
                wishes.add(entry);
            }
        });
        return wishes;
    }

    private String tries(String fault) {
        StringBuilder tries = new StringBuilder();
        get("/faults/" + fault + "/repair")
                .path("tries")
                .forEach(one -> tries.append(tries.isEmpty() ? "" : ", ")
                        .append(one.path("name").asText())
                        .append(' ')
                        .append(one.path("outcome").asText())
                        .append(' ')
                        .append(one.path("why").asText()));
        return tries.toString();
    }

    private JsonNode get(String path) {
        return done(ana.rest().get(path));
    }

    private static JsonNode done(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }
}
