package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New hardware for an old device, and back. */
class ReplacementIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person ben;
    private Home.Thing lamp;
    private Home.Thing spare;

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
        ben = home.person("Ben");
        lamp = home.device(ana, "Hall lamp", "generic");
        spare = home.device(ana, "Spare lamp", "generic");
        home.share(ana, lamp, ben, "manager");
    }

    @Test
    void takesOverAllThatTheDeviceIsAndGivesItBack() {
        WireClient old = lamp.hello("b1");
        String token = old.await("welcome").path("resume").asText();
        tell(old, 1, "'wear':1");
        WireClient other = spare.hello("b1");
        other.await("welcome");
        tell(other, 1, "'wear':100");
        other.send("{'type':'fault','seq':2,'code':'LAMP.COLD','active':true}");
        home.await(ana, "/devices/" + spare.id() + "/faults", "/items/0/code", "LAMP.COLD");
        WireClient watching = ben.watching("['*']");

        JsonNode made = done(
                201,
                ana.rest()
                        .post(
                                "/devices/" + lamp.id() + "/replacements",
                                "{'hardware':'%s','reason':'It fell.'}".formatted(spare.id())));
        assertThat(made.at("/hardware/name").asText()).isEqualTo("Spare lamp");
        assertThat(made.path("undoable").asBoolean()).isTrue();
        assertThat(made.has("secret")).isFalse();

        assertThat(old.closeCode()).isEqualTo(4410);
        assertThat(other.closeCode()).isEqualTo(4410);
        try (WireClient fresh = spare.hello("b1")) {
            JsonNode welcome = fresh.await("welcome");
            assertThat(welcome.path("epoch").asLong()).isEqualTo(2);
            tell(fresh, 1, "'wear':0");
            assertThat(watching.await(
                                    "what the new hardware tells",
                                    frame -> frame.path("set").path("wear").asInt(-1) == 0)
                            .path("device")
                            .asText())
                    .isEqualTo(lamp.id());
            refused(lamp.hello("b1"), "FORBIDDEN", 4403);
            refused(lamp.resume(token, "b1"), "UNAUTHENTICATED", 4401);
            for (RestClient one : List.of(ana.rest(), ben.rest(), home.admin())) {
                assertThat(one.get("/devices/" + spare.id()).status()).isEqualTo(404);
            }
            assertThat(names(ana)).containsExactly("Hall lamp");
            assertThat(done(200, home.admin().get("/devices?limit=200")).toString())
                    .contains(lamp.id())
                    .doesNotContain(spare.id());
            assertThat(done(200, ben.rest().get("/devices/" + lamp.id()))
                            .path("role")
                            .asText())
                    .isEqualTo("manager");
            assertThat(done(200, ana.rest().get("/audit?device=" + lamp.id()))
                            .path("items")
                            .findValuesAsText("action"))
                    .contains("device_replaced");
        }

        WireClient again = spare.hello("b1");
        again.await("welcome");
        String undo =
                "/devices/" + lamp.id() + "/replacements/" + made.path("id").asText() + "/undo";
        JsonNode undone = done(200, ben.rest().post(undo, "{}"));
        assertThat(undone.at("/undoneBy/id").asText()).isEqualTo(ben.id());
        assertThat(undone.path("undoable").asBoolean()).isFalse();
        assertThat(again.closeCode()).isEqualTo(4410);
        try (WireClient back = lamp.hello("b1");
                WireClient own = spare.hello("b1")) {
            assertThat(back.await("welcome").path("epoch").asLong()).isEqualTo(4);
            assertThat(own.await("welcome").path("epoch").asLong()).isEqualTo(2);
            assertThat(home.state(ana, spare).at("/state/wear").asInt()).isEqualTo(100);
            home.awaitState(ana, lamp, "/presence/status", "online");
        }
        assertThat(names(ana)).containsExactly("Hall lamp", "Spare lamp");
        assertThat(done(200, ana.rest().get("/devices/" + lamp.id() + "/log?kinds=state"))
                        .path("items")
                        .findValuesAsText("wear"))
                .as("what was told meanwhile stays in its place")
                .containsExactly("0", "1");
        assertThat(ana.rest().post(undo, "{}").status()).isEqualTo(409);
        assertThat(done(200, ana.rest().get("/devices/" + spare.id() + "/faults"))
                        .at("/items/0/status")
                        .asText())
                .as("what it had as a device of its own was over")
                .isEqualTo("resolved");
    }

    private static void tell(WireClient device, int seq, String set) {
        device.send("{'type':'report','seq':%d,'set':{%s}}".formatted(seq, set));
        device.await("ack");
    }

    private static void refused(WireClient device, String code, int close) {
        assertThat(device.await("error").path("code").asText()).isEqualTo(code);
        assertThat(device.closeCode()).isEqualTo(close);
    }

    private static List<String> names(Home.Person person) {
        return done(200, person.rest().get("/devices")).path("items").findValuesAsText("name").stream()
                .filter(name -> name.endsWith("lamp"))
                .toList();
    }

    @Test
    void letsHardwareInThatWasNeverAddedByANewSecret() {
        String path = "/devices/" + lamp.id() + "/replacements";
        JsonNode made = done(201, ben.rest().post(path, "{}"));
        String secret = made.path("secret").asText();
        refused(lamp.hello("b1"), "FORBIDDEN", 4403);
        try (WireClient fresh = hello(secret)) {
            fresh.await("welcome");
        }

        done(200, ana.rest().post(path + "/" + made.path("id").asText() + "/undo", "{}"));
        refused(hello(secret), "FORBIDDEN", 4403);
        refused(hello("guessed"), "UNAUTHENTICATED", 4401);
        try (WireClient back = lamp.hello("b1")) {
            back.await("welcome");
        }
        assertThat(done(200, ana.rest().get(path)).toString())
                .as("a secret is shown once")
                .doesNotContain(secret);
    }

    private WireClient hello(String secret) {
        return lamp.socket()
                .send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}".formatted(lamp.id(), secret));
    }

    @Test
    void canBeUndoneTheLastOneFirstAndForADayOnly() throws SQLException {
        String path = "/devices/" + lamp.id() + "/replacements";
        Home.Thing third = home.device(ana, "Third lamp", "generic");
        String first = done(201, ana.rest().post(path, "{'hardware':'%s'}".formatted(spare.id())))
                .path("id")
                .asText();
        String second = done(201, ana.rest().post(path, "{'hardware':'%s'}".formatted(third.id())))
                .path("id")
                .asText();
        refused(spare.hello("b1"), "FORBIDDEN", 4403);
        RestClient.Answer early = ana.rest().post(path + "/" + first + "/undo", "{}");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.text()).contains("undo that first");

        done(200, ana.rest().post(path + "/" + second + "/undo", "{}"));
        try (WireClient device = spare.hello("b1")) {
            device.await("welcome");
            home.awaitState(ana, lamp, "/presence/status", "online");
        }
        update("UPDATE replacements SET until = now() - interval '1 second' WHERE id = '" + first + "'");
        RestClient.Answer late = ana.rest().post(path + "/" + first + "/undo", "{}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text()).contains("for a day, and that is over");
        assertThat(done(200, ana.rest().get(path)).path("items").findValuesAsText("undoable"))
                .containsOnly("false");
    }

    @Test
    void refusesWhatIsNoHardwareForItAndChangesNothing() {
        String path = "/devices/" + lamp.id() + "/replacements";
        Home.Thing speaker = home.device(ana, "Speaker", "speaker");
        Home.Thing theirs = home.device(ben, "Bens", "generic");
        for (String id : List.of(speaker.id(), theirs.id(), lamp.id(), "dev_none")) {
            RestClient.Answer refused = ana.rest().post(path, "{'hardware':'%s'}".formatted(id));
            assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/path").asText()).isEqualTo("/hardware");
        }
        RestClient.Answer ticket = ana.rest().post(path, "{'hardware':'%s','ticket':'tkt_none'}".formatted(spare.id()));
        assertThat(ticket.status()).isEqualTo(422);
        assertThat(ticket.json().at("/errors/0/path").asText()).isEqualTo("/ticket");
        assertThat(done(200, ana.rest().get(path)).path("items")).isEmpty();
        try (WireClient still = lamp.hello("b1")) {
            still.await("welcome");
        }
    }

    @Test
    void takesHardwareByItsClaimCodeAndStandsInTheTicket() {
        JsonNode ticket =
                done(201, ana.rest().post("/tickets", "{'device':'%s','title':'It is dark'}".formatted(lamp.id())));
        Home.Thing boxed = home.device(home.person("Shop"), "Boxed lamp", "generic");
        JsonNode made = done(
                201,
                ben.rest()
                        .post(
                                "/devices/" + lamp.id() + "/replacements",
                                "{'hardware':'%s','claimCode':'%s','ticket':'%s'}"
                                        .formatted(
                                                boxed.id(),
                                                boxed.claimCode(),
                                                ticket.path("id").asText())));
        JsonNode story =
                done(200, ana.rest().get("/tickets/" + ticket.path("id").asText() + "/comments"));
        assertThat(story.at("/items/0/kind").asText()).isEqualTo("replaced");
        assertThat(story.at("/items/0/text").asText()).isEqualTo(boxed.id());
        try (WireClient device = boxed.hello("b1")) {
            device.await("welcome");
        }

        done(
                200,
                ben.rest()
                        .post(
                                "/devices/" + lamp.id() + "/replacements/"
                                        + made.path("id").asText() + "/undo",
                                "{}"));
        assertThat(done(200, ben.rest().get("/devices/" + boxed.id()))
                        .path("role")
                        .asText())
                .isEqualTo("owner");
    }

    @Test
    void finishesWhatANodeThatStoppedHasLeftAndGoesWithItsDevice() throws SQLException {
        String path = "/devices/" + lamp.id() + "/replacements";
        String id = done(201, ana.rest().post(path, "{'hardware':'%s'}".formatted(spare.id())))
                .path("id")
                .asText();
        WireClient device = spare.hello("b1");
        device.await("welcome");
        update("UPDATE replacements SET settled = false, at = at - interval '1 minute' WHERE id = '" + id + "'");
        assertThat(device.closeCode()).as("the sessions end once more").isEqualTo(4410);
        awaitSettled(id);

        done(204, ana.rest().delete("/devices/" + lamp.id()));
        refused(spare.hello("b1"), "UNAUTHENTICATED", 4401);
    }

    private static void awaitSettled(String id) throws SQLException {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            boolean settled = false;
            while (!settled) {
                try (ResultSet row =
                        statement.executeQuery("SELECT settled FROM replacements WHERE id = '" + id + "'")) {
                    row.next();
                    settled = row.getBoolean(1);
                }
                assertThat(System.nanoTime()).as("settled in time").isLessThan(deadline);
            }
        }
    }

    private static void update(String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static JsonNode done(int status, RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }
}
