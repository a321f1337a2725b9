package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A household over REST and open sockets: who belongs to it has its devices, at once and no longer than that. */
class SpacesIT {
    private static final Duration SOON = Duration.ofSeconds(1);

    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person ben;
    private Home.Person cyd;
    private Home.Thing lamp;
    private Home.Thing lock;
    private String house;

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
        cyd = home.person("Cyd");
        lamp = home.device(ana, "Lamp", "light");
        lock = home.device(ana, "Lock", "lock");
        house = ana.rest()
                .post("/spaces", "{'name':'Harbour House'}")
                .json()
                .path("id")
                .asText();
        put(ana, lamp);
    }

    @Test
    void whoComesInHasItsDevicesWithinASecondAndWhoGoesHasThemNoMore() {
        WireClient panel = ben.watching("['*']");
        long begun = System.nanoTime();
        join(ana, ben, "controller");
        JsonNode snapshot = panel.await("snapshot");
        assertThat(since(begun)).isLessThan(SOON);
        assertThat(snapshot.path("device").asText()).isEqualTo(lamp.id());
        assertThat(snapshot.path("role").asText()).isEqualTo("controller");

        begun = System.nanoTime();
        put(ana, lock);
        assertThat(panel.await("snapshot").path("device").asText()).isEqualTo(lock.id());
        assertThat(since(begun)).isLessThan(SOON);

        begun = System.nanoTime();
        assertThat(ana.rest()
                        .delete("/spaces/" + house + "/devices/" + lock.id())
                        .status())
                .isEqualTo(204);
        JsonNode removed = panel.await("removed");
        assertThat(since(begun)).isLessThan(SOON);
        assertThat(removed.path("device").asText()).isEqualTo(lock.id());

        join(ana, ben, "viewer");
        assertThat(panel.await("snapshot").path("role").asText()).isEqualTo("viewer");
        assertThat(ben.rest()
                        .patch("/devices/" + lamp.id() + "/desired", "{'power':'on'}")
                        .status())
                .isEqualTo(403);

        begun = System.nanoTime();
        assertThat(ben.rest()
                        .delete("/spaces/" + house + "/members/" + ben.id())
                        .status())
                .isEqualTo(204);
        assertThat(panel.await("removed").path("device").asText()).isEqualTo(lamp.id());
        assertThat(since(begun)).isLessThan(SOON);
        assertThat(ben.rest().get("/devices/" + lamp.id() + "/state").status()).isEqualTo(404);
        assertThat(ben.rest().get("/spaces/" + house).status()).isEqualTo(404);
    }

    @Test
    void ofSeveralRolesTheHighestCountsAndWhatIsLeftStays() {
        home.share(ana, lamp, ben, "controller");
        join(ana, ben, "viewer");
        assertThat(role(ben)).isEqualTo("controller");
        WireClient panel = ben.watching("['*']");
        panel.await("snapshot");

        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id());
        assertThat(panel.await("snapshot").path("role").asText()).isEqualTo("viewer");
        assertThat(role(ben)).isEqualTo("viewer");

        String office = ana.rest()
                .post("/spaces", "{'name':'Office'}")
                .json()
                .path("id")
                .asText();
        ana.rest().post("/spaces/" + office + "/members", "{'login':'%s','role':'manager'}".formatted(ben.login()));
        ana.rest().put("/spaces/" + office + "/devices/" + lamp.id(), "");
        assertThat(panel.await("snapshot").path("role").asText()).isEqualTo("manager");

        assertThat(ana.rest().delete("/spaces/" + office).status()).isEqualTo(204);
        assertThat(panel.await("snapshot").path("role").asText()).isEqualTo("viewer");
        assertThat(panel.all().stream().map(frame -> frame.path("type").asText()))
                .doesNotContain("removed");
    }

    @Test
    void touchesOnlyThoseConcerned() {
        join(ana, ben, "viewer");
        WireClient owners = ana.watching("['" + lamp.id() + "']");
        WireClient bens = ben.watching("['" + lamp.id() + "']");

        join(ana, cyd, "viewer");

        for (WireClient panel : List.of(owners, bens)) {
            JsonNode entry = panel.await("change");
            assertThat(entry.path("kind").asText()).isEqualTo("share");
            assertThat(entry.path("user").asText()).isEqualTo(cyd.id());
            assertThat(panel.all().stream()
                            .filter(frame -> frame.path("type").asText().equals("snapshot")))
                    .hasSize(1);
        }
    }

    @Test
    void whoLeavesTakesTheirDevicesAlongAndADeviceThatIsHandedOverLeavesStrangeSpaces() {
        join(ana, ben, "manager");
        Home.Thing fan = home.device(ben, "Fan", "fan");
        put(ben, fan);
        WireClient anas = ana.watching("['*']");
        assertThat(ana.rest().get("/devices/" + fan.id()).json().path("role").asText())
                .isEqualTo("manager");

        ben.rest().delete("/spaces/" + house + "/members/" + ben.id());
        assertThat(anas.await("removed").path("device").asText()).isEqualTo(fan.id());
        assertThat(ben.rest().get("/devices/" + fan.id()).status()).isEqualTo(200);

        join(ana, cyd, "viewer");
        join(ana, ben, "viewer");
        WireClient bens = ben.watching("['*']");
        ana.rest().patch("/devices/" + lamp.id(), "{'owner':'%s'}".formatted(cyd.login()));
        assertThat(ben.rest().get("/devices/" + lamp.id()).status()).isEqualTo(200);
        Home.Person dan = home.person("Dan");
        cyd.rest().patch("/devices/" + lamp.id(), "{'owner':'%s'}".formatted(dan.login()));
        assertThat(bens.await("removed").path("device").asText()).isEqualTo(lamp.id());
        assertThat(ana.rest().get("/devices/" + lamp.id()).status()).isEqualTo(404);
        assertThat(cyd.rest().get("/devices/" + lamp.id()).status()).isEqualTo(404);
        assertThat(dan.rest().get("/devices/" + lamp.id()).status()).isEqualTo(200);
    }

    @Test
    void aClaimTakesTheDeviceFromEverySpaceAndItsRemovalToo() {
        join(ana, ben, "manager");
        put(ana, lock);
        WireClient bens = ben.watching("['*']");

        RestClient.Answer claimed = cyd.rest()
                .post("/devices/claim", "{'device':'%s','claimCode':'%s'}".formatted(lamp.id(), lamp.claimCode()));
        assertThat(claimed.status()).as(claimed.toString()).isEqualTo(200);
        assertThat(bens.await("removed").path("device").asText()).isEqualTo(lamp.id());
        assertThat(ana.rest().get("/devices/" + lamp.id()).status()).isEqualTo(404);

        ana.rest().delete("/devices/" + lock.id());
        JsonNode removed = bens.await("removed");
        assertThat(removed.path("device").asText()).isEqualTo(lock.id());
        assertThat(removed.path("reason").asText()).isEqualTo("DEVICE_REMOVED");
        assertThat(ana.rest().get("/spaces/" + house).json().path("devices").asInt())
                .isZero();
    }

    @Test
    void aHandOverThatBreaksOffHalfWayHasNotBeenAndLeavesNoStrangerARight() throws SQLException {
        join(ana, ben, "controller");
        Home.Person dan = home.person("Dan");
        try (Connection postgres = hub.postgres();
                Statement statement = postgres.createStatement()) {
            statement.execute("CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'broken off' USING ERRCODE = '40001'; END $$");
            statement.execute(
                    "CREATE TRIGGER broken BEFORE DELETE ON space_devices FOR EACH ROW EXECUTE FUNCTION broken()");
            RestClient.Answer handed =
                    ana.rest().patch("/devices/" + lamp.id(), "{'owner':'%s'}".formatted(dan.login()));
            assertThat(handed.status()).as(handed.toString()).isEqualTo(503);
            statement.execute("DROP TRIGGER broken ON space_devices");
        }
        assertThat(dan.rest().get("/devices/" + lamp.id()).status()).isEqualTo(404);
        assertThat(role(ana)).isEqualTo("owner");
        assertThat(role(ben)).isEqualTo("controller");

        ana.rest().patch("/devices/" + lamp.id(), "{'owner':'%s'}".formatted(dan.login()));
        assertThat(role(dan)).isEqualTo("owner");
        assertThat(ben.rest().get("/devices/" + lamp.id()).status()).isEqualTo(404);
    }

    @Test
    void isHandedOverListedAndWrittenDown() {
        join(ana, ben, "controller");
        assertThat(ana.rest()
                        .patch("/spaces/" + house, "{'name':'Ben’s House','owner':'%s'}".formatted(ben.login()))
                        .json()
                        .path("role")
                        .asText())
                .isEqualTo("manager");
        JsonNode listed = ben.rest().get("/spaces").json().path("items").get(0);
        assertThat(listed.path("name").asText()).isEqualTo("Ben’s House");
        assertThat(listed.path("role").asText()).isEqualTo("owner");
        assertThat(listed.path("members").asInt()).isEqualTo(2);
        assertThat(ben.rest()
                        .get("/spaces/" + house + "/members")
                        .json()
                        .path("items")
                        .findValuesAsText("role"))
                .containsExactly("manager", "owner");
        assertThat(home.admin().delete("/users/" + ben.id()).status()).isEqualTo(409);
        assertThat(ben.rest()
                        .delete("/spaces/" + house + "/members/" + ben.id())
                        .status())
                .isEqualTo(403);

        JsonNode audit = home.admin().get("/audit?user=" + ben.id()).json();
        assertThat(audit.findValuesAsText("action")).startsWith("space_changed", "member_set");
        assertThat(ana.rest().get("/audit?device=" + lamp.id()).json().findValuesAsText("action"))
                .contains("device_placed");
    }

    @Test
    void saysWhichFieldIsBad() {
        assertThat(ana.rest()
                        .post("/spaces/" + house + "/members", "{'login':'nobody-at-all','role':'viewer'}")
                        .text())
                .contains("/login");
        assertThat(ana.rest()
                        .post("/spaces/" + house + "/members", "{'login':'%s','role':'viewer'}".formatted(ana.login()))
                        .text())
                .contains("/login");
        assertThat(ana.rest()
                        .patch("/spaces/" + house, "{'owner':'nobody-at-all'}")
                        .text())
                .contains("/owner");
        assertThat(ana.rest().post("/spaces", "{'name':' '}").text()).contains("/name");
        assertThat(ana.rest().put("/spaces/" + house + "/devices/none", "").status())
                .isEqualTo(404);
    }

    private void join(Home.Person by, Home.Person who, String role) {
        RestClient.Answer joined = by.rest()
                .post("/spaces/" + house + "/members", "{'login':'%s','role':'%s'}".formatted(who.login(), role));
        assertThat(joined.status()).as(joined.toString()).isEqualTo(201);
    }

    private void put(Home.Person by, Home.Thing device) {
        RestClient.Answer put = by.rest().put("/spaces/" + house + "/devices/" + device.id(), "");
        assertThat(put.status()).as(put.toString()).isEqualTo(204);
    }

    private String role(Home.Person person) {
        return person.rest().get("/devices/" + lamp.id()).json().path("role").asText();
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
