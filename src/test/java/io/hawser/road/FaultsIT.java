package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults on the way from a device to everybody who may see it. */
class FaultsIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
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
        speaker = home.device(ana, "Speaker", "speaker");
    }

    @Test
    void keepsItsIdWhileItIsTheSameFault() {
        try (WireClient terminal = ana.terminal();
                WireClient device = speaker.online()) {
            terminal.send("{'type':'subscribe','id':'1','devices':['*'],'kinds':['fault']}")
                    .await("synced");

            device.send(
                    "{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'major','active':true,'data':{'level':-90}}");
            assertThat(device.await("ack").path("seq").asInt()).isEqualTo(1);
            JsonNode open = terminal.await("change");
            assertThat(open.path("kind").asText()).isEqualTo("fault");
            assertThat(open.path("code").asText()).isEqualTo("AUDIO.CAPTURE");
            assertThat(open.path("severity").asText()).isEqualTo("major");
            assertThat(open.path("status").asText()).isEqualTo("open");
            assertThat(open.path("data").path("level").asInt()).isEqualTo(-90);
            assertThat(open.path("by").path("device").asText()).isEqualTo(speaker.id());

            device.send("{'type':'fault','seq':2,'code':'AUDIO.CAPTURE','severity':'major','active':false}");
            JsonNode gone = terminal.await("change");
            assertThat(gone.path("status").asText()).isEqualTo("verifying");
            assertThat(gone.path("fault")).isEqualTo(open.path("fault"));

            device.send("{'type':'fault','seq':3,'code':'AUDIO.CAPTURE','severity':'critical','active':true}");
            JsonNode back = terminal.await("change");
            assertThat(back.path("status").asText()).isEqualTo("open");
            assertThat(back.path("fault")).isEqualTo(open.path("fault"));
        }
    }

    @Test
    void namesEachFieldOfAFaultThatIsWrong() {
        try (WireClient device = speaker.online()) {
            JsonNode error = device.send("{'type':'fault','seq':1,'code':'no spaces','severity':'bad','active':1}")
                    .await("error");
            assertThat(error.path("code").asText()).isEqualTo("BAD_VALUE");
            assertThat(error.toString()).contains("/code").contains("/severity").contains("/active");
        }
    }

    @Test
    void refusesMoreFaultsAtOnceThanAreKept() {
        try (WireClient device = speaker.online()) {
            for (int i = 1; i <= 64; i++) {
                device.send("{'type':'fault','seq':%d,'code':'F.%d','active':true}".formatted(i, i));
            }
            JsonNode error = device.send("{'type':'fault','seq':65,'code':'F.65','active':true}")
                    .await("error");
            assertThat(error.path("code").asText()).isEqualTo("SESSION_FULL");
        }
    }

    @Test
    void isSeenToFromItsBeginningToItsProvenEnd() throws Exception {
        try (WireClient device = speaker.online()) {
            device.send("{'type':'report','seq':1,'set':{'playback':'playing'}}");
            tell(device, 2, "major", true);
            JsonNode open = only("open");
            String fault = "/faults/" + open.path("id").asText();
            assertThat(open.path("device").path("name").asText()).isEqualTo("Speaker");
            assertThat(open.path("data").path("told").path("level").asInt()).isEqualTo(-90);
            for (String language : List.of("en", "zh")) {
                for (String text : List.of("title", "means", "advice")) {
                    assertThat(open.at("/texts/" + text + "/" + language).asText())
                            .isNotBlank();
                }
            }
            assertThat(faults().path("counts").path("major").asInt()).isEqualTo(1);

            JsonNode known = ana.rest()
                    .post(fault + "/acknowledge", "{'note':'I am on my way.'}")
                    .json();
            assertThat(known.path("status").asText()).isEqualTo("acknowledged");
            assertThat(known.at("/acknowledged/by/name").asText()).isEqualTo("Ana");
            assertThat(known.at("/steps/0/detail/note").asText()).isEqualTo("I am on my way.");
            assertThat(ana.rest().post(fault + "/acknowledge", "{}").json().path("step"))
                    .isEqualTo(known.path("step"));

            tell(device, 3, "major", false);
            only("verifying");
            passTime();
            JsonNode over = home.await(ana, fault, "/status", "resolved");
            assertThat(over.path("resolved").asLong()).isPositive();
            assertThat(acts(over)).containsExactly("moved", "moved", "acknowledged", "found");
            assertThat(faults().path("counts").path("major").asInt()).isZero();
            assertThat(ana.rest().post(fault + "/acknowledge", "{}").status()).isEqualTo(409);

            JsonNode log = home.awaitItems(ana, fault + "/log?kinds=fault,state", 5);
            assertThat(log.findValuesAsText("status")).containsExactly("resolved", "verifying", "acknowledged", "open");
            assertThat(log.at("/items/4/set/playback").asText()).isEqualTo("playing");
            assertThat(ana.rest()
                            .get(fault + "/log?around=1000&span=1000")
                            .json()
                            .path("items"))
                    .isEmpty();
        }
    }

    @Test
    void countsHowOftenItCameBackBeforeItWasProvenGone() {
        try (WireClient device = speaker.online()) {
            tell(device, 1, "major", true);
            String fault = "/faults/" + only("open").path("id").asText();
            ana.rest().post(fault + "/acknowledge", "{}");
            tell(device, 2, "major", false);
            home.await(ana, fault, "/status", "verifying");
            tell(device, 3, "major", true);
            JsonNode back = home.await(ana, fault, "/recurrences", "1");
            // Whoever looks after it does so still.
            assertThat(back.path("status").asText()).isEqualTo("acknowledged");
            assertThat(acts(back)).containsExactly("relapsed", "moved", "acknowledged", "found");
        }
    }

    @Test
    void becomesWorseAndLessBadAndStaysTheSameFault() {
        try (WireClient device = speaker.online()) {
            tell(device, 1, "minor", true);
            String fault = "/faults/" + only("open").path("id").asText();
            tell(device, 2, "critical", true);
            home.await(ana, fault, "/severity", "critical");
            tell(device, 3, "warning", true);
            JsonNode mild = home.await(ana, fault, "/severity", "warning");
            assertThat(acts(mild)).containsExactly("graded", "graded", "found");
            assertThat(mild.path("recurrences").asInt()).isZero();
            only("open");
        }
    }

    @Test
    void waitsAndIsClosedByPeopleWhoSayWhy() {
        try (WireClient device = speaker.online()) {
            tell(device, 1, "major", true);
            String first = only("open").path("id").asText();
            long later = System.currentTimeMillis() + 3_600_000;
            JsonNode waits = ana.rest()
                    .post("/faults/" + first + "/snooze", "{'until':%d}".formatted(later))
                    .json();
            assertThat(waits.path("snoozedUntil").asLong()).isEqualTo(later);
            assertThat(waits.path("status").asText()).isEqualTo("open");
            assertThat(ana.rest()
                            .post("/faults/" + first + "/snooze", "{'until':null}")
                            .json()
                            .has("snoozedUntil"))
                    .isFalse();
            assertThat(ana.rest()
                            .post("/faults/" + first + "/snooze", "{'until':1000}")
                            .status())
                    .isEqualTo(422);
            assertThat(ana.rest()
                            .post("/faults/" + first + "/close", "{'reason':' '}")
                            .status())
                    .isEqualTo(422);

            JsonNode closed = ana.rest()
                    .post("/faults/" + first + "/close", "{'reason':'It was muted.'}")
                    .json();
            assertThat(closed.path("status").asText()).isEqualTo("resolved");
            assertThat(acts(closed)).containsExactly("closed", "snoozed", "snoozed", "found");
            assertThat(closed.at("/steps/0/detail/reason").asText()).isEqualTo("It was muted.");
            assertThat(closed.at("/steps/0/by/name").asText()).isEqualTo("Ana");
            home.awaitItems(ana, "/faults/" + first + "/log?kinds=fault", 4);

            tell(device, 2, "major", true);
            assertThat(only("open").path("id").asText()).isNotEqualTo(first);
        }
    }

    @Test
    void isFoundByWhatItIs() {
        Home.Thing lamp = home.device(ana, "Lamp", "light");
        try (WireClient one = speaker.online();
                WireClient other = lamp.online()) {
            tell(one, 1, "minor", true);
            one.send("{'type':'fault','seq':2,'code':'A.B','severity':'critical','active':true}");
            other.send("{'type':'fault','seq':1,'code':'A.B','severity':'warning','active':true}");
            home.awaitItems(ana, "/faults", 3);

            assertThat(codes("/faults?order=severity&limit=2")).containsExactly("A.B", "AUDIO.CAPTURE");
            String next = ana.rest()
                    .get("/faults?order=severity&limit=2")
                    .json()
                    .path("next")
                    .asText();
            assertThat(codes("/faults?order=severity&limit=2&cursor=" + next)).containsExactly("A.B");
            assertThat(codes("/faults?code=A.B")).hasSize(2);
            assertThat(codes("/faults?severity=minor,warning")).hasSize(2);
            assertThat(codes("/faults?device=" + lamp.id())).containsExactly("A.B");
            assertThat(codes("/devices/" + speaker.id() + "/faults?status=open"))
                    .hasSize(2);
            assertThat(codes("/faults?status=resolved")).isEmpty();
        }
    }

    @Test
    void isATechniciansBusinessWhereverTheyHaveARole() {
        Home.Person ben = home.person("Ben");
        home.admin().patch("/users/" + ben.id(), "{'role':'technician'}");
        Home.Person cem = home.person("Cem");
        String space =
                ana.rest().post("/spaces", "{'name':'House'}").json().path("id").asText();
        ana.rest().put("/spaces/" + space + "/devices/" + speaker.id(), "");
        for (Home.Person person : List.of(ben, cem)) {
            ana.rest()
                    .post("/spaces/" + space + "/members", "{'login':'%s','role':'viewer'}".formatted(person.login()));
        }
        try (WireClient device = speaker.online()) {
            tell(device, 1, "major", true);
            String fault = "/faults/" + only("open").path("id").asText();
            Home.Person technician = home.login(ben.login());

            assertThat(cem.rest().get(fault).json().path("may")).isEmpty();
            assertThat(cem.rest().post(fault + "/acknowledge", "{}").status()).isEqualTo(403);
            assertThat(technician.rest().get(fault).json().path("may")).hasSize(2);
            assertThat(technician.rest().post(fault + "/acknowledge", "{}").status())
                    .isEqualTo(200);
            assertThat(technician
                            .rest()
                            .post(fault + "/close", "{'reason':'New microphone.'}")
                            .status())
                    .isEqualTo(200);
            assertThat(technician
                            .rest()
                            .post("/devices/" + speaker.id() + "/commands", "{'name':'set','args':{'power':'on'}}")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void isToldOfAfterMaintenanceIfItIsThereStill() throws Exception {
        String windows = "/devices/" + speaker.id() + "/maintenance";
        long later = System.currentTimeMillis() + 3_600_000;
        assertThat(ana.rest()
                        .post(windows, "{'ends':1000,'reason':'New wiring'}")
                        .status())
                .isEqualTo(422);
        JsonNode window = ana.rest()
                .post(windows, "{'ends':%d,'reason':'New wiring'}".formatted(later))
                .json();
        assertThat(window.at("/by/name").asText()).isEqualTo("Ana");
        try (WireClient device = speaker.online()) {
            tell(device, 1, "major", true);
            JsonNode fault = only("open");
            assertThat(fault.path("maintainedUntil").asLong()).isEqualTo(later);
            execute("UPDATE fault_steps SET alerted = true");

            assertThat(ana.rest()
                            .delete("/maintenance/" + window.path("id").asText())
                            .status())
                    .isEqualTo(204);
            JsonNode left = home.await(ana, "/faults/" + fault.path("id").asText(), "/steps/0/act", "left");
            assertThat(left.path("status").asText()).isEqualTo("open");
            assertThat(left.at("/steps/0/detail/reason").asText()).isEqualTo("New wiring");
            assertThat(left.has("maintainedUntil")).isFalse();
            assertThat(ana.rest().get(windows).json().path("items")).isEmpty();
            assertThat(home.admin()
                            .get("/audit?device=" + speaker.id())
                            .json()
                            .path("items")
                            .findValuesAsText("action"))
                    .startsWith("maintenance_ended", "maintenance_set");
        }
    }

    @Test
    void isMutedForOnePersonAndSeenByAll() {
        try (WireClient device = speaker.online()) {
            tell(device, 1, "major", true);
            String fault = "/faults/" + only("open").path("id").asText();
            assertThat(ana.rest().get(fault).json().path("muted").asBoolean()).isFalse();
            assertThat(ana.rest()
                            .put("/me/mutes/devices/" + speaker.id(), "{'until':1000}")
                            .status())
                    .isEqualTo(422);
            ana.rest().put("/me/mutes/codes/AUDIO.CAPTURE", "{}");
            assertThat(ana.rest().get(fault).json().path("muted").asBoolean()).isTrue();
            assertThat(home.admin().get(fault).json().path("muted").asBoolean()).isFalse();
            assertThat(ana.rest().get("/me/mutes").json().at("/items/0/code").asText())
                    .isEqualTo("AUDIO.CAPTURE");
            ana.rest().delete("/me/mutes/codes/AUDIO.CAPTURE");
            assertThat(ana.rest().get(fault).json().path("muted").asBoolean()).isFalse();
        }
    }

    @Test
    void tellsAllWhoBelongToASpaceThatItsFaultHasMoved() throws Exception {
        Home.Person ben = home.person("Ben");
        String space =
                ana.rest().post("/spaces", "{'name':'House'}").json().path("id").asText();
        ana.rest().post("/spaces/" + space + "/members", "{'login':'%s','role':'viewer'}".formatted(ben.login()));
        List<WireClient> devices = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Home.Thing thing = home.device(ana, "Lamp " + i, "light");
            ana.rest().put("/spaces/" + space + "/devices/" + thing.id(), "");
            ids.add("'" + thing.id() + "'");
            devices.add(thing.online());
        }
        try (WireClient terminal = ben.terminal("'notices':true")) {
            devices.forEach(WireClient::cut);
            for (int tries = 0;
                    ana.rest()
                            .get("/faults?space=" + space)
                            .json()
                            .path("items")
                            .isEmpty();
                    tries++) {
                assertThat(tries).isLessThan(10_000);
                // All three together, or each would have a fault of its own.
                String lost = " WHERE phase = 'pending' AND code = 'DEVICE.OFFLINE' AND device IN ("
                        + String.join(", ", ids) + ")";
                execute("UPDATE watches SET due = now() - interval '1 second'" + lost
                        + " AND (SELECT count(*) FROM watches" + lost + ") = 3");
            }
            JsonNode notice = terminal.await("notice");
            assertThat(notice.path("notice").asText()).isEqualTo("faults");
            assertThat(notice.path("space").asText()).isEqualTo(space);
            JsonNode seen = ben.rest()
                    .get("/faults?space=" + space + "&alone=true")
                    .json()
                    .at("/items/0");
            assertThat(seen.path("code").asText()).isEqualTo("SITE.OUTAGE");
            assertThat(seen.at("/carries/faults").asInt()).isEqualTo(3);
            JsonNode log = home.await(
                    ben,
                    "/faults/" + seen.path("id").asText() + "/log?kinds=presence&limit=3",
                    "/items/2/status",
                    "offline");
            assertThat(log.path("items")).hasSize(3);
        }
    }

    private static void tell(WireClient device, int seq, String severity, boolean active) {
        String frame =
                "{'type':'fault','seq':%d,'code':'AUDIO.CAPTURE','severity':'%s','active':%s,'data':{'level':-90}}";
        device.send(frame.formatted(seq, severity, active));
    }

    private JsonNode faults() {
        return ana.rest().get("/devices/" + speaker.id() + "/faults").json();
    }

    private List<String> codes(String path) {
        List<String> codes = new ArrayList<>();
        ana.rest()
                .get(path)
                .json()
                .path("items")
                .forEach(item -> codes.add(item.path("code").asText()));
        return codes;
    }

    /** The one fault of the speaker that is not over, once it is so. */
    private JsonNode only(String status) {
        JsonNode all =
                home.await(ana, "/devices/" + speaker.id() + "/faults?unresolved=true", "/items/0/status", status);
        assertThat(all.path("items")).hasSize(1);
        return all.at("/items/0");
    }

    private static List<String> acts(JsonNode fault) {
        return fault.path("steps").findValuesAsText("act");
    }

    /** Whatever is to last for a while has lasted so long. */
    private static void passTime() throws SQLException {
        execute("UPDATE watches SET due = now() - interval '1 second' WHERE due IS NOT NULL");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
