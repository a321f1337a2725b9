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

/** Who did what with accounts, credentials and rights is found afterwards, by those whom it concerns. */
class AuditIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person ben;
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
        lamp = home.device(ana, "Lamp", "light");
    }

    @Test
    void tellsTheLifeOfADevice() {
        home.share(ana, lamp, ben, "viewer");
        ana.rest().patch("/devices/" + lamp.id(), "{'name':'Hall'}");
        JsonNode secret =
                ana.rest().post("/devices/" + lamp.id() + "/secret", "").json();
        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id());
        ana.rest().patch("/devices/" + lamp.id(), "{'owner':'%s'}".formatted(ben.login()));
        ana.rest().post("/devices/claim", "{'device':'%s','claimCode':'AAAA-BBBB'}".formatted(lamp.id()));
        ana.rest().post("/devices/claim", "{'device':'%s','claimCode':'%s'}".formatted(lamp.id(), lamp.claimCode()));
        ana.rest().delete("/devices/" + lamp.id());

        RestClient.Answer all = home.admin().get("/audit?device=" + lamp.id());
        assertThat(actions(all))
                .containsExactly(
                        "device_removed",
                        "claimed",
                        "claim_failed",
                        "handed_over",
                        "unshared",
                        "secret_rotated",
                        "device_renamed",
                        "shared",
                        "device_added");
        assertThat(all.text()).doesNotContain(secret.path("secret").asText());
        JsonNode shared = all.json().path("items").get(7);
        assertThat(shared.path("by").path("user").asText()).isEqualTo(ana.id());
        assertThat(shared.path("user").asText()).isEqualTo(ben.id());
        assertThat(shared.path("userName").asText()).isEqualTo("Ben");
        assertThat(shared.path("detail").path("role").asText()).isEqualTo("viewer");
    }

    @Test
    void tellsEverybodyWhatConcernsThem() {
        RestClient nobody = home.admin().as(null);
        nobody.post("/auth/login", "{'login':'%s','password':'a wrong guess'}".formatted(ana.login()));
        ana.rest().put("/me/password", "{'current':'a wrong guess','password':'another horse battery'}");
        ana.rest().put("/me/password", "{'current':'correct horse battery','password':'another horse battery'}");
        home.admin().patch("/users/" + ana.id(), "{'name':'Anna'}");

        RestClient.Answer mine = ana.rest().get("/audit");
        assertThat(actions(mine))
                .containsExactly(
                        "user_changed",
                        "password_changed",
                        "login_failed",
                        "login_failed",
                        "device_added",
                        "logged_in",
                        "user_added");
        assertThat(mine.json().path("items").get(2).path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(mine.text()).doesNotContain("a wrong guess").doesNotContain("another horse");
        assertThat(actions(ana.rest().get("/audit?actions=login_failed,user_added")))
                .containsExactly("login_failed", "login_failed", "user_added");
    }

    @Test
    void showsNobodyWhatIsOthers() {
        home.share(ana, lamp, ben, "controller");

        assertThat(ben.rest().get("/audit?user=" + ana.id()).status()).isEqualTo(403);
        assertThat(ben.rest().get("/audit?device=" + lamp.id()).status()).isEqualTo(403);
        assertThat(home.person("Cyd").rest().get("/audit?device=" + lamp.id()).status())
                .isEqualTo(404);
        assertThat(home.admin().as(null).get("/audit").status()).isEqualTo(401);
        assertThat(actions(ben.rest().get("/audit"))).containsExactly("shared", "logged_in", "user_added");
        assertThat(ana.rest().get("/audit?actions=nonsense").text()).contains("/query/actions");
    }

    @Test
    void endsAllOtherLogInsOfOnesOwn() {
        Home.Person elsewhere = home.login(ana.login());
        WireClient panel = elsewhere.watching("['*']");

        RestClient.Answer ended = ana.rest().post("/auth/logout-others", "");

        assertThat(ended.json().path("ended").asInt()).isEqualTo(1);
        assertThat(panel.closeCode()).isEqualTo(4401);
        assertThat(elsewhere.rest().get("/me").status()).isEqualTo(401);
        assertThat(ana.rest().get("/me").status()).isEqualTo(200);
        assertThat(actions(ana.rest().get("/audit")).get(0)).isEqualTo("session_ended");
        assertThat(ana.rest()
                        .post("/auth/logout-others", "")
                        .json()
                        .path("ended")
                        .asInt())
                .isZero();
    }

    @Test
    void isChangedByNoRoute() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThat(home.admin().call(method, "/audit", null).status()).isEqualTo(405);
        }
    }

    @Test
    void remembersFailedLogInsWithoutWhatWasTyped() {
        home.admin().as(null).post("/auth/login", "{'login':'my secret word','password':'x'}");

        JsonNode newest = home.admin()
                .get("/audit?actions=login_failed&limit=1")
                .json()
                .path("items")
                .get(0);
        assertThat(newest.has("user")).isFalse();
        assertThat(newest.toString()).doesNotContain("my secret word");
    }

    private static List<String> actions(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        List<String> actions = new ArrayList<>();
        answer.json()
                .path("items")
                .forEach(entry -> actions.add(entry.path("action").asText()));
        return actions;
    }
}
