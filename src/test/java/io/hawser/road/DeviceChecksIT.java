package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is watched of a device, as its manager sees and changes it. */
class DeviceChecksIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Thing sensor;

    @BeforeAll
    static void start() {
        // What the hub does against faults is the matter of others.
        hub = TestHub.start(Map.of("repair.automatic", "false"));
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        sensor = home.device(ana, "Cellar", "temperature");
    }

    @Test
    void tellsWhatIsWatchedAndWhoSaysSo() {
        JsonNode checks = ana.rest().get(path("")).json().path("items");
        assertThat(check(checks, "DEVICE.OFFLINE").path("from").asText()).isEqualTo("hub");
        assertThat(check(checks, "SENSOR.RANGE").path("from").asText()).isEqualTo("model");
        assertThat(check(checks, "SENSOR.RANGE").path("enabled").asBoolean()).isTrue();
        assertThat(check(checks, "POWER.BATTERY_LOW:2").path("severity").asText())
                .isEqualTo("major");
        // The model says otherwise what is watched of all.
        assertThat(check(checks, "DEVICE.QUIET").path("from").asText()).isEqualTo("model");

        RestClient.Answer changed = ana.rest().put(path("/POWER.BATTERY_LOW:2"), "{'severity':'critical','for':'5m'}");
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json().path("items")).hasSize(1);
        checks = ana.rest().get(path("")).json().path("items");
        JsonNode second = check(checks, "POWER.BATTERY_LOW:2");
        assertThat(second.path("from").asText()).isEqualTo("device");
        assertThat(second.path("severity").asText()).isEqualTo("critical");
        assertThat(second.path("when").toString()).isEqualTo("{\"property\":\"battery\",\"below\":5}");
        assertThat(second.path("set").toString()).isEqualTo("{\"severity\":\"critical\",\"for\":\"5m\"}");
        assertThat(check(checks, "POWER.BATTERY_LOW:1").path("from").asText()).isEqualTo("model");

        assertThat(ana.rest().delete(path("/POWER.BATTERY_LOW:2")).status()).isEqualTo(204);
        assertThat(ana.rest().delete(path("/POWER.BATTERY_LOW:2")).status()).isEqualTo(404);
        assertThat(ana.rest().put(path("/SENSOR.RANGE"), "{'for':'1m'}").status())
                .isEqualTo(200);
        assertThat(ana.rest().delete(path("/SENSOR.RANGE")).status()).isEqualTo(204);
        assertThat(check(ana.rest().get(path("")).json().path("items"), "POWER.BATTERY_LOW:2")
                        .path("from")
                        .asText())
                .isEqualTo("model");
    }

    @Test
    void countsAChangeAtOnceByWhatTheDeviceSaidLast() {
        try (WireClient device = sensor.online();
                WireClient terminal = ana.watching("['*']")) {
            device.send("{'type':'report','seq':1,'set':{'temperature':27}}").await("ack");

            ana.rest()
                    .put(
                            path("/SENSOR.RANGE"),
                            "{'when':{'property':'temperature','above':25},'for':'0s','clear':{'for':'0s'}}");
            JsonNode open =
                    terminal.await("fault", frame -> frame.path("kind").asText().equals("fault"));
            assertThat(open.path("code").asText()).isEqualTo("SENSOR.RANGE");
            assertThat(open.path("status").asText()).isEqualTo("open");
            assertThat(open.at("/data/value").asInt()).isEqualTo(27);

            ana.rest()
                    .put(
                            path("/SENSOR.RANGE"),
                            "{'when':{'property':'temperature','above':28},'for':'0s','clear':{'for':'0s'}}");
            JsonNode resolved =
                    terminal.await("fault", frame -> frame.path("kind").asText().equals("fault"));
            assertThat(resolved.path("fault")).isEqualTo(open.path("fault"));
            assertThat(resolved.path("status").asText()).isEqualTo("resolved");
        }
    }

    @Test
    void closesWhatIsNotWatchedAnyMore() {
        try (WireClient device = sensor.online();
                WireClient terminal = ana.watching("['*']")) {
            ana.rest().put(path("/SENSOR.RANGE"), "{'for':'0s'}");
            device.send("{'type':'report','seq':1,'set':{'temperature':99}}").await("ack");
            terminal.await("fault", frame -> frame.path("status").asText().equals("open"));

            ana.rest().put(path("/SENSOR.RANGE"), "{'enabled':false}");

            terminal.await("fault", frame -> frame.path("status").asText().equals("resolved"));
            device.send("{'type':'report','seq':2,'set':{'temperature':98}}").await("ack");
            assertThat(check(ana.rest().get(path("")).json().path("items"), "SENSOR.RANGE")
                            .path("enabled")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void closesWhatTheModelDoesNotWatchAnyMore() {
        home.admin()
                .put(
                        "/models/kiln",
                        "{'title':'Kiln','properties':{'heat':{'type':'number'}},'checks':[{'code':'KILN.HOT','when':{'property':'heat','above':1000}}]}");
        Home.Thing kiln = home.device(ana, "Kiln", "kiln");
        try (WireClient device = kiln.online();
                WireClient terminal = ana.watching("['*']")) {
            device.send("{'type':'report','seq':1,'set':{'heat':1200}}").await("ack");
            terminal.await("fault", frame -> frame.path("status").asText().equals("open"));

            home.admin().put("/models/kiln", "{'title':'Kiln','properties':{'heat':{'type':'number'}}}");

            terminal.await("fault", frame -> frame.path("status").asText().equals("resolved"));
        }
    }

    @Test
    void namesEachFieldThatIsWrong() {
        RestClient.Answer refused = ana.rest()
                .put(
                        path("/SENSOR.RANGE"),
                        "{'code':'X','when':{'property':'temperature','abve':5},'for':'soon','severity':'bad','more':1,'enabled':'no'}");
        assertThat(refused.status()).isEqualTo(422);
        List<String> paths = new ArrayList<>();
        refused.json()
                .path("errors")
                .forEach(error -> paths.add(error.path("path").asText()));
        assertThat(paths).contains("/code", "/when/abve", "/for", "/severity", "/more", "/enabled");
        assertThat(ana.rest().put(path("/NO.SUCH"), "{'enabled':false}").status())
                .isEqualTo(404);
        assertThat(check(ana.rest().get(path("")).json().path("items"), "SENSOR.RANGE")
                        .path("from")
                        .asText())
                .isEqualTo("model");
    }

    @Test
    void tellsTheAudit() {
        ana.rest().put(path("/SENSOR.RANGE"), "{'for':'1m'}");
        JsonNode entry = ana.rest()
                .get("/audit?actions=check_changed&device=" + sensor.id())
                .json()
                .at("/items/0");
        assertThat(entry.at("/detail/check").asText()).isEqualTo("SENSOR.RANGE");
        assertThat(entry.at("/detail/set").asText()).isEqualTo("{\"for\":\"1m\"}");
        assertThat(entry.at("/by/user").asText()).isEqualTo(ana.id());
    }

    private String path(String check) {
        return "/devices/" + sensor.id() + "/checks" + check;
    }

    private static JsonNode check(JsonNode checks, String id) {
        for (JsonNode check : checks) {
            if (check.path("id").asText().equals(id)) {
                return check;
            }
        }
        throw new AssertionError("no check " + id + " in " + checks);
    }
}
