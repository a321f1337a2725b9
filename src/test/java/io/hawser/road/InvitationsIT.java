package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles that are offered: nothing until they are accepted, and then as if they had been granted. */
class InvitationsIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person ben;
    private Home.Person cem;
    private Home.Thing lamp;

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
        cem = home.person("Cem");
        lamp = home.device(ana, "Lamp", "light");
    }

    @Test
    void givesNothingBeforeItIsAcceptedAndTellsBothSidesOfEachStep() {
        try (WireClient his = ben.terminal("'notices':true");
                WireClient hers = ana.terminal("'notices':true")) {
            his.send("{'type':'subscribe','id':'1','devices':['*']}").await("synced");
            String id = invite(ana, ben, "controller");
            his.await("notice");
            JsonNode open = ben.rest().get("/invitations").json().path("items").get(0);
            assertThat(open.path("device").path("name").asText()).isEqualTo("Lamp");
            assertThat(open.path("by").path("name").asText()).isEqualTo("Ana");
            assertThat(open.path("role").asText()).isEqualTo("controller");
            assertThat(lampStatus(ben)).isEqualTo(404);
            assertThat(answer(cem, "POST", id + "/accept")).isEqualTo(404);
            assertThat(answer(cem, "DELETE", id)).isEqualTo(404);

            assertThat(answer(ben, "POST", id + "/accept")).isEqualTo(204);

            hers.await("notice");
            assertThat(his.await("snapshot").path("role").asText()).isEqualTo("controller");
            assertThat(answer(ben, "POST", id + "/accept")).isEqualTo(404);
            assertThat(ana.rest()
                            .get("/devices/" + lamp.id() + "/invitations")
                            .json()
                            .path("items"))
                    .isEmpty();
        }
        assertThat(actions()).startsWith("shared", "invitation_accepted", "invited");
    }

    @Test
    void isDeclinedOrWithdrawnAndASecondOneReplacesTheFirst() {
        String first = invite(ana, ben, "viewer");
        String second = invite(ana, ben, "manager");
        assertThat(answer(ben, "POST", first + "/accept")).isEqualTo(404);
        assertThat(answer(ben, "DELETE", second)).isEqualTo(204);
        String third = invite(ana, ben, "viewer");
        assertThat(answer(ana, "DELETE", third)).isEqualTo(204);
        assertThat(answer(ben, "POST", third + "/accept")).isEqualTo(404);
        assertThat(lampStatus(ben)).isEqualTo(404);
        assertThat(actions())
                .startsWith("invitation_withdrawn", "invited", "invitation_declined", "invited", "invited");
    }

    @Test
    void isVoidOnceWhoeverInvitedMayNotShareAnyMore() {
        home.share(ana, lamp, cem, "manager");
        String id = invite(cem, ben, "viewer");
        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + cem.id());
        assertThat(answer(ben, "POST", id + "/accept")).isEqualTo(404);
        assertThat(lampStatus(ben)).isEqualTo(404);
    }

    @Test
    void takesIntoASpace() {
        String space =
                ana.rest().post("/spaces", "{'name':'House'}").json().path("id").asText();
        ana.rest().put("/spaces/" + space + "/devices/" + lamp.id(), "");
        JsonNode made = ana.rest()
                .post("/spaces/" + space + "/invitations", "{'login':'%s','role':'viewer'}".formatted(ben.login()))
                .json();
        assertThat(made.path("space").path("name").asText()).isEqualTo("House");
        assertThat(ben.rest().get("/spaces/" + space).status()).isEqualTo(404);
        assertThat(answer(ben, "POST", made.path("id").asText() + "/accept")).isEqualTo(204);
        assertThat(ben.rest().get("/spaces/" + space).json().path("role").asText())
                .isEqualTo("viewer");
        assertThat(lampStatus(ben)).isEqualTo(200);
    }

    @Test
    void leavesWordOfSharingForThoseWhoWereNotThere() {
        home.share(ana, lamp, ben, "controller");
        JsonNode given = home.awaitItems(ben, "/me/inbox", 1).path("items").get(0);
        assertThat(given.path("title").path("en").asText()).isEqualTo("Ana shares it with you: controller");
        assertThat(given.path("title").path("zh").asText()).isEqualTo("Ana 与您共享：控制者");
        assertThat(given.path("name").asText()).isEqualTo("Lamp");
        assertThat(given.path("path").asText()).isEqualTo("/devices/" + lamp.id());

        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id());
        JsonNode inbox = home.await(ben, "/me/inbox", "/items/0/title/en", "Ana no longer shares “Lamp” with you");
        assertThat(inbox.path("items")).hasSize(1);
        assertThat(inbox.toString()).doesNotContain(lamp.id());

        assertThat(answer(ben, "DELETE", invite(ana, ben, "viewer"))).isEqualTo(204);
        home.await(ana, "/me/inbox", "/items/0/title/en", "Ben declined your invitation");
        String id = invite(ana, cem, "viewer");
        home.await(cem, "/me/inbox", "/items/0/title/en", "Ana invites you to use “Lamp”: viewer");
        assertThat(answer(cem, "POST", id + "/accept")).isEqualTo(204);
        home.await(ana, "/me/inbox", "/items/0/title/en", "Cem accepted your invitation");
        assertThat(home.awaitItems(ana, "/me/inbox", 2).path("unread").asInt()).isEqualTo(2);
        assertThat(home.awaitItems(cem, "/me/inbox", 1).path("items")).hasSize(1);
    }

    @Test
    void leavesWordOfAnEndThatComesAndOfTheEndOnceEach() {
        long end = System.currentTimeMillis() + 2_500;
        ana.rest()
                .post(
                        "/devices/" + lamp.id() + "/shares",
                        "{'login':'%s','role':'viewer','expires':%d}".formatted(ben.login(), end));

        JsonNode hers = home.awaitItems(ana, "/me/inbox", 1);
        assertThat(hers.at("/items/0/title/en").asText()).startsWith("It is shared with Ben until 20");
        JsonNode his = home.await(
                ben, "/me/inbox", "/items/0/title/en", "“Lamp” is no longer shared with you: its time is over");
        assertThat(his.path("items")).hasSize(1);
        assertThat(home.awaitItems(ana, "/me/inbox", 1).path("items")).hasSize(1);
    }

    private String invite(Home.Person by, Home.Person whom, String role) {
        JsonNode made = by.rest()
                .post(
                        "/devices/" + lamp.id() + "/invitations",
                        "{'login':'%s','role':'%s'}".formatted(whom.login(), role))
                .json();
        assertThat(made.path("user").path("id").asText()).as(made.toString()).isEqualTo(whom.id());
        return made.path("id").asText();
    }

    private static int answer(Home.Person by, String method, String what) {
        return by.rest().call(method, "/invitations/" + what, null).status();
    }

    private int lampStatus(Home.Person person) {
        return person.rest().get("/devices/" + lamp.id()).status();
    }

    private List<String> actions() {
        List<String> actions = new ArrayList<>();
        home.admin()
                .get("/audit?device=" + lamp.id())
                .json()
                .path("items")
                .forEach(item -> actions.add(item.path("action").asText()));
        return actions;
    }
}
