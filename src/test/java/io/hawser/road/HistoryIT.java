package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happened to a device, who did it and what came of it, found afterwards by REST. */
@SuppressWarnings("NullAway.Init")
class HistoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestHub hub;
    private static Home home;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void aCommandsWholeChainIsFoundByItsCause() {
        Home.Person ana = home.person("Ana");
        Home.Thing lamp = home.device(ana, "Lamp", "light");
        try (WireClient device = lamp.online()) {
            ana.rest().post("/devices/" + lamp.id() + "/commands", "{'name':'set','args':{'power':'on'}}");
            String command = device.await("command").path("command").asText();
            device.send("{'type':'progress','command':'%s','status':'received'}".formatted(command));
            device.send("{'type':'report','seq':1,'set':{'power':'on'},'command':'%s'}".formatted(command));
            device.send("{'type':'result','command':'%s','ok':true}".formatted(command));
            device.send("{'type':'report','seq':2,'set':{'brightness':5}}");

            JsonNode chain = await(ana.rest(), "/causes/" + command, items -> items.size() >= 4);

            assertThat(texts(chain, "kind")).containsExactly("command", "command", "state", "command");
            assertThat(texts(chain, "status")).containsExactly("sent", "received", "", "done");
            assertThat(texts(chain, "cause")).containsOnly(command);
            assertThat(chain.get(0).path("by").path("user").asText()).isEqualTo(ana.id());
            assertThat(chain.get(2).path("by").path("device").asText()).isEqualTo(lamp.id());
            JsonNode report = await(
                            ana.rest(),
                            "/devices/" + lamp.id() + "/log?by=device&kinds=state",
                            items -> items.size() >= 2)
                    .get(0);
            assertThat(report.path("cause").asText())
                    .isEqualTo(lamp.id() + ":" + report.path("epoch").asText() + ":"
                            + report.path("revision").asText());
            assertThat(await(ana.rest(), "/causes/" + report.path("cause").asText(), items -> items.size() == 1)
                            .get(0))
                    .isEqualTo(report);
            String byAna = "/devices/" + lamp.id() + "/log?by=" + ana.id();
            assertThat(texts(await(ana.rest(), byAna, items -> !items.isEmpty()), "kind"))
                    .containsOnly("command");
        }
    }

    @Test
    void aWishAndTheReportThatMeetsItBelongTogether() {
        Home.Person ana = home.person("Ana");
        Home.Thing heater = home.device(ana, "Heater", "thermostat");
        ana.rest().patch("/devices/" + heater.id() + "/desired", "{'target':22}");
        try (WireClient device = heater.online()) {
            device.send("{'type':'report','seq':1,'set':{'target':22}}");

            JsonNode log =
                    await(ana.rest(), "/devices/" + heater.id() + "/log?kinds=state", items -> items.size() == 2);

            String cause = log.get(1).path("cause").asText();
            assertThat(texts(log, "cause")).containsOnly(cause);
            assertThat(texts(await(ana.rest(), "/causes/" + cause, items -> items.size() == 2), "revision"))
                    .containsExactly(
                            log.get(1).path("revision").asText(),
                            log.get(0).path("revision").asText());
        }
    }

    @Test
    void theLogIsTakenAwayAsAFileThatNoSpreadsheetRuns() {
        Home.Person ana = home.person("Ana");
        ana.rest().patch("/me", "{'name':'=HYPERLINK(1)'}");
        Home.Thing lamp = home.device(ana, "Lamp", "light");
        ana.rest().patch("/devices/" + lamp.id() + "/desired", "{'power':'on','brightness':7}");
        String log = "/devices/" + lamp.id() + "/log";
        JsonNode kept = await(ana.rest(), log, items -> items.size() == 1);

        RestClient.Answer csv = ana.rest().get(log + "/export?kinds=state");
        RestClient.Answer json = ana.rest().get(log + "/export?format=json");

        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + lamp.id() + "-log.csv\"");
        List<String> lines = csv.text().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("device,epoch,revision,at,kind,by,name,via,cause,entry");
        assertThat(lines.get(1))
                .startsWith(lamp.id() + ",0,1,")
                .contains(",state," + ana.id() + ",'=HYPERLINK(1),rest," + lamp.id() + ":0:1,")
                .endsWith("}}\"")
                .contains("\"\"brightness\"\":7");
        assertThat(json.json().path("items")).isEqualTo(kept);
        assertThat(json.json().path("device").asText()).isEqualTo(lamp.id());
        assertThat(ana.rest().get(log + "/export?kinds=fault").text().lines()).hasSize(1);
        assertThat(ana.rest().get(log + "/export?format=xls").status()).isEqualTo(422);
    }

    @Test
    void aFileOfManyPagesHasEachEntryOnce() throws Exception {
        Home.Person ana = home.person("Ana");
        Home.Thing lamp = home.device(ana, "Lamp", "light");
        try (java.sql.Connection database = hub.postgres();
                java.sql.Statement statement = database.createStatement()) {
            statement.execute("SELECT device_log_partition(date '2026-01-05')");
            statement.execute("INSERT INTO device_log (device, epoch, revision, kind, at, stored_at, actor, body)"
                    + " SELECT '" + lamp.id() + "', 1, n, 'event', 1767600000000 + n, '2026-01-05T12:00:00Z',"
                    + " '{\"device\":\"" + lamp.id()
                    + "\"}', '{\"name\":\"e\",\"data\":{}}' FROM generate_series(1, 2500) n");
        }

        JsonNode items = ana.rest()
                .get("/devices/" + lamp.id() + "/log/export?format=json")
                .json()
                .path("items");

        assertThat(texts(items, "revision"))
                .hasSize(2500)
                .doesNotHaveDuplicates()
                .startsWith("2500")
                .endsWith("1");
        assertThat(ana.rest()
                        .get("/devices/" + lamp.id() + "/log/export")
                        .text()
                        .lines())
                .hasSize(2501);
    }

    /** The items of a list, once they are so: the kept log trails the live one. */
    private static JsonNode await(RestClient rest, String path, Predicate<JsonNode> so) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        RestClient.Answer answer = rest.get(path);
        while (answer.status() != 200 || !so.test(answer.json().path("items"))) {
            assertThat(System.nanoTime()).as(path + ": " + answer).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            answer = rest.get(path);
        }
        return answer.json().path("items");
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
