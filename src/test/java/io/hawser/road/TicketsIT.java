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

/** Tickets over REST: from a problem that somebody tells of to its end, and who may what. */
class TicketsIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person tess;
    private Home.Thing speaker;

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
        tess = technician("Tess");
        speaker = home.device(ana, "Speaker", "speaker");
    }

    @Test
    void goesFromAReportToItsEndWithTheFaultThatItIs() {
        try (WireClient device = speaker.online();
                WireClient terminal = ana.watching("['*']")) {
            device.send("{'type':'report','seq':1,'set':{'volume':10}}").await("ack");
            terminal.await("the report", frame -> frame.path("set").has("volume"));
            home.await(ana, "/devices/" + speaker.id() + "/log?kinds=state", "/items/0/set/volume", "10");

            JsonNode ticket = report("{'device':'%s','title':' No sound ','text':'Since noon.','severity':'major'}");
            assertThat(ticket.path("title").asText()).isEqualTo("No sound");
            assertThat(ticket.path("status").asText()).isEqualTo("open");
            assertThat(ticket.path("code").asText()).isEqualTo("REPORT." + ticket.path("number"));
            assertThat(get(ticket, "/log").path("items").findValuesAsText("volume"))
                    .containsExactly("10");
            JsonNode open =
                    terminal.await("fault", frame -> frame.path("kind").asText().equals("fault"));
            assertThat(open.path("status").asText()).isEqualTo("open");
            assertThat(open.path("fault")).isEqualTo(ticket.path("fault"));
            assertThat(terminal.await(
                                    "taken",
                                    frame -> frame.path("status").asText().equals("ticket"))
                            .path("fault"))
                    .isEqualTo(ticket.path("fault"));

            home.share(ana, speaker, tess, "viewer");
            changed(ana, ticket, "{'assignee':'%s'}".formatted(tess.login()), "assigned");
            changed(tess, ticket, "{'status':'in_progress'}", "in_progress");
            done(tess.rest().post(path(ticket, "/comments"), "{'text':'The cable was loose.'}"));
            done(tess.rest().post(path(ticket, "/parts"), "{'name':'Cable','quantity':2,'cost':9.9}"));
            done(tess.rest().post(path(ticket, "/parts"), "{'name':'Plug','cost':1.05,'currency':'EUR'}"));
            JsonNode worked = done(tess.rest().post(path(ticket, "/time"), "{'minutes':25,'text':'On site'}"));
            assertThat(worked.path("minutes").asInt()).isEqualTo(25);
            assertThat(worked.path("costs").get(0).path("cost").asText()).isEqualTo("10.95");

            JsonNode closed = done(tess.rest().post(path(ticket, "/verify"), "{'reason':'Heard it play.'}"));
            assertThat(closed.path("status").asText()).isEqualTo("closed");
            assertThat(terminal.await(
                                    "end",
                                    frame -> frame.path("status").asText().equals("resolved"))
                            .path("data")
                            .path("reason")
                            .asText())
                    .isEqualTo("Heard it play.");
            assertThat(get(ticket, "/comments").path("items").findValuesAsText("kind"))
                    .containsExactly("closed", "time", "part", "part", "comment", "started", "assigned", "opened");

            JsonNode back = changed(ana, ticket, "{'status':'reopened','reason':'Silent again.'}", "reopened");
            assertThat(back.path("fault")).isNotEqualTo(ticket.path("fault"));
            assertThat(back.path("code")).isEqualTo(ticket.path("code"));
            assertThat(back.path("reopened").asInt()).isEqualTo(1);
        }
        assertThat(done(tess.rest().get("/me/export")).path("tickets").findValuesAsText("text"))
                .contains("The cable was loose.", "On site", "Heard it play.");
        JsonNode audit = ana.rest().get("/audit?device=" + speaker.id()).json().path("items");
        assertThat(audit.findValuesAsText("action"))
                .contains("ticket_opened", "ticket_changed", "ticket_closed", "ticket_reopened");
    }

    @Test
    void leavesADevicesTicketsToThoseWhoMayWorkOnThem() {
        Home.Person ben = home.person("Ben");
        JsonNode ticket = report("{'device':'%s','title':'No sound'}");

        assertThat(status(tess, ticket)).as("a technician with no role").isEqualTo(404);
        home.share(ana, speaker, tess, "viewer");
        home.share(ana, speaker, ben, "controller");
        assertThat(tess.rest().get(path(ticket, "")).json().path("works").asBoolean())
                .isTrue();
        JsonNode seen = ben.rest().get(path(ticket, "")).json();
        assertThat(seen.path("works").asBoolean()).isFalse();
        assertThat(seen.has("workers")).isFalse();
        assertThat(status(ben, ticket)).isEqualTo(403);
        assertThat(ben.rest()
                        .post(path(ticket, "/comments"), "{'text':'It hums.'}")
                        .status())
                .isEqualTo(200);

        assertThat(ana.rest().get(path(ticket, "")).json().path("workers").findValuesAsText("login"))
                .containsExactlyInAnyOrder(ana.login(), tess.login());
        RestClient.Answer refused = ana.rest().patch(path(ticket, ""), "{'assignee':'%s'}".formatted(ben.login()));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("/assignee");
        assertThat(status(tess, ticket)).isEqualTo(200);
    }

    @Test
    void tellsThoseWhomItConcernsOnceInTheirInbox() {
        home.share(ana, speaker, tess, "viewer");
        JsonNode ticket = report("{'device':'%s','title':'No sound'}");
        String number = "#" + ticket.path("number").asText();
        changed(ana, ticket, "{'assignee':'%s'}".formatted(tess.login()), "assigned");
        home.await(tess, "/me/inbox", "/items/0/title/en", "Ticket " + number + " is yours");
        done(tess.rest().post(path(ticket, "/comments"), "{'text':'The cable was loose.'}"));
        home.await(ana, "/me/inbox", "/items/0/title/en", "Something was said of ticket " + number);
        done(tess.rest().post(path(ticket, "/verify"), "{'reason':'Heard it play.'}"));
        home.await(ana, "/me/inbox", "/items/0/title/en", "Ticket " + number + " is closed");
        done(ana.rest().patch(path(ticket, ""), "{'status':'reopened','reason':'It hums.'}"));
        home.await(tess, "/me/inbox", "/items/0/title/en", "Ticket " + number + " is open again");

        assertThat(told(tess))
                .as("not of what she did herself")
                .containsExactly("Ticket " + number + " is open again", "Ticket " + number + " is yours");
        assertThat(told(ana))
                .containsExactly("Ticket " + number + " is closed", "Something was said of ticket " + number);
        assertThat(done(tess.rest().get("/me/inbox")).at("/items/0/path").asText())
                .isEqualTo("/tickets/" + ticket.path("id").asText());
    }

    /** What somebody was told of tickets, newest first. */
    private static List<String> told(Home.Person person) {
        List<String> told = new ArrayList<>();
        done(person.rest().get("/me/inbox")).path("items").forEach(line -> {
            if (line.path("path").asText().startsWith("/tickets/")) {
                told.add(line.at("/title/en").asText());
            }
        });
        return told;
    }

    @Test
    void endsByWhatTheDeviceShowsOrForAReasonAndNotOtherwise() {
        JsonNode ticket = report("{'device':'%s','title':'No sound'}");
        assertThat(ana.rest().patch(path(ticket, ""), "{'status':'closed'}").status())
                .isEqualTo(422);
        assertThat(ana.rest().post(path(ticket, "/verify"), "{'reason':'  '}").status())
                .isEqualTo(422);
        assertThat(done(ana.rest().post(path(ticket, "/verify"), "{}"))
                        .path("status")
                        .asText())
                .as("the device is asked")
                .isEqualTo("verifying");
    }

    @Test
    void isOneForEachFault() {
        try (WireClient device = speaker.online()) {
            device.send("{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'major','active':true}")
                    .await("ack");
            String fault = home.await(ana, "/devices/" + speaker.id() + "/log?kinds=fault", "/items/0/status", "open")
                    .at("/items/0/fault")
                    .asText();
            String body = "{'device':'%s','fault':'%s'}".formatted(speaker.id(), fault);
            RestClient.Answer taken = awaitFault(body);
            assertThat(taken.status()).as(taken.toString()).isEqualTo(201);
            assertThat(taken.json().path("title").asText()).isEqualTo("AUDIO.CAPTURE");
            assertThat(ana.rest().post("/tickets", body).status()).isEqualTo(409);

            Home.Thing other = home.device(ana, "Lamp", "light");
            assertThat(ana.rest()
                            .post("/tickets", "{'device':'%s','fault':'%s'}".formatted(other.id(), fault))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void listsThoseOfADeviceOfAPersonAndOfAState() {
        JsonNode first = report("{'device':'%s','title':'One'}");
        JsonNode second = report("{'device':'%s','title':'Two'}");
        changed(ana, second, "{'status':'in_progress'}", "in_progress");

        assertThat(ids(ana, "?device=" + speaker.id())).containsExactly(id(second), id(first));
        assertThat(ids(ana, "?assignee=me")).containsExactly(id(second));
        assertThat(ids(ana, "?status=open,closed")).containsExactly(id(first));
        done(ana.rest().post(path(first, "/verify"), "{'reason':'It was muted.'}"));
        assertThat(ids(ana, "?unclosed=true")).containsExactly(id(second));
        JsonNode page = ana.rest().get("/tickets?limit=1").json();
        assertThat(ids(ana, "?limit=1&cursor=" + page.path("next").asText())).containsExactly(id(first));
        assertThat(ids(home.person("Cyd"), "")).isEmpty();
    }

    /** The log hears of a fault before the register has it. */
    private RestClient.Answer awaitFault(String body) {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        RestClient.Answer answer = ana.rest().post("/tickets", body);
        while (answer.status() == 404 && System.nanoTime() < end) {
            Thread.onSpinWait();
            answer = ana.rest().post("/tickets", body);
        }
        return answer;
    }

    private static Home.Person technician(String name) {
        Home.Person person = home.person(name);
        done(home.admin().patch("/users/" + person.id(), "{'role':'technician'}"));
        return home.login(person.login());
    }

    private JsonNode report(String body) {
        RestClient.Answer made = ana.rest().post("/tickets", body.formatted(speaker.id()));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json();
    }

    private static JsonNode changed(Home.Person by, JsonNode ticket, String body, String status) {
        JsonNode after = done(by.rest().patch(path(ticket, ""), body));
        assertThat(after.path("status").asText()).isEqualTo(status);
        return after;
    }

    private static int status(Home.Person who, JsonNode ticket) {
        return who.rest().patch(path(ticket, ""), "{'severity':'minor'}").status();
    }

    private JsonNode get(JsonNode ticket, String rest) {
        return done(ana.rest().get(path(ticket, rest)));
    }

    private static List<String> ids(Home.Person who, String query) {
        List<String> ids = new ArrayList<>();
        done(who.rest().get("/tickets" + query)).path("items").forEach(ticket -> ids.add(id(ticket)));
        return ids;
    }

    private static String id(JsonNode ticket) {
        return ticket.path("id").asText();
    }

    private static String path(JsonNode ticket, String rest) {
        return "/tickets/" + id(ticket) + rest;
    }

    private static JsonNode done(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }
}
