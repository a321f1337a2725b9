package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape tells after a little life, and that the dashboard and the alert rules ask for nothing else. */
@SuppressWarnings("NullAway.Init")
class MonitoringIT {
    private static final Pattern METRIC = Pattern.compile("\\b((?:hawser|jvm|process|system)_[a-z_]+)");

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir
    private Path folder;

    private static TestHub hub;
    private static WireClient lamp;
    private static WireClient terminal;

    @BeforeAll
    static void live() {
        hub = TestHub.start(Map.of("alert.settle", "0s"));
        Home home = new Home(hub.port(), hub.adminToken());
        // What it is to be told is given up at once: nobody may have the hub call its own network.
        home.admin().post("/webhooks", "{'url':'http://127.0.0.1:9/','least':'minor'}");
        Home.Person ana = home.person("Ana");
        Home.Thing thing = home.device(ana, "Lamp", "generic");
        terminal = WireClient.connect(hub.port(), "/ws/terminal");
        terminal.send("{'type':'hello','token':'%s'}".formatted(ana.token()));
        terminal.send("{'type':'subscribe','id':'1','devices':['%s']}".formatted(thing.id()));
        terminal.await("synced");
        lamp = WireClient.connect(hub.port(), "/ws/device");
        lamp.send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}".formatted(thing.id(), thing.secret()));
        lamp.await("welcome");
        for (int seq = 1; seq <= 3; seq++) {
            lamp.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(seq, seq));
            int n = seq;
            terminal.await("report", frame -> frame.path("set").path("n").asInt() == n);
        }
        lamp.send("{'type':'fault','seq':4,'code':'LAMP.DIM','severity':'minor','active':true}");
        lamp.await("ack", frame -> frame.path("seq").asInt() == 4);
        terminal.send("{'type':'command','id':'7','device':'%s','name':'go','args':{}}".formatted(thing.id()));
        String command = lamp.await("command").path("command").asText();
        lamp.send("{'type':'result','command':'%s','ok':true}".formatted(command));
        terminal.await("done", frame -> frame.path("status").asText().equals("done"));
    }

    @AfterAll
    static void end() {
        lamp.close();
        terminal.close();
        hub.close();
    }

    @Test
    void countsWhatWasDone() throws Exception {
        String scrape = scrape();
        assertThat(value(scrape, "hawser_entries_total{kind=\"state\"}")).isEqualTo(3);
        assertThat(value(scrape, "hawser_entries_total{kind=\"command\"}")).isEqualTo(2);
        assertThat(value(scrape, "hawser_command_ends_total{status=\"done\"}")).isEqualTo(1);
        assertThat(value(scrape, "hawser_presence_total{reason=\"CONNECTED\"}")).isEqualTo(1);
        assertThat(value(scrape, "hawser_acks_total")).isEqualTo(4);
        assertThat(value(scrape, "hawser_deliveries_total")).isGreaterThanOrEqualTo(6);
        assertThat(value(scrape, "hawser_merged_total")).isZero();
        assertThat(value(scrape, "hawser_devices_connected")).isEqualTo(1);
        assertThat(value(scrape, "hawser_terminals_connected")).isEqualTo(1);
        assertThat(value(scrape, "hawser_redis_calls_seconds_count{answered=\"true\",call=\"submit\"}"))
                .isEqualTo(1);
        assertThat(scrape)
                .contains("hawser_outbox_entries ", "hawser_outbox_age_seconds ", "hawser_loop_lag_seconds_max ");
    }

    /** Each has a pool of its own with one connection; a start that looked first by a client of the same name would leave its own in it. */
    @Test
    void countsTheConnectionsToRedisEachUnderItsOwnName() throws Exception {
        assertThat(scrape().lines().filter(line -> line.startsWith("vertx_pool_in_use") && line.contains("\"redis-")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("probe"))
                .allMatch(line -> line.endsWith(" 1.0"));
    }

    @Test
    void countsSessionsByState() throws Exception {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        String scrape = scrape();
        // It looks every few seconds, and may have looked last before the lamp came.
        while (!scrape.contains("hawser_device_sessions{state=\"active\"} 1") && System.nanoTime() < end) {
            scrape = scrape();
        }
        assertThat(value(scrape, "hawser_device_sessions{state=\"active\"}")).isEqualTo(1);
        assertThat(value(scrape, "hawser_device_sessions{state=\"dormant\"}")).isZero();
        assertThat(value(scrape, "hawser_device_sessions{state=\"asleep\"}")).isZero();
    }

    @Test
    void countsOpenFaultsBySeverityAndHowLateChecksAre() throws Exception {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        String scrape = scrape();
        while (!scrape.contains("hawser_faults_open{severity=\"minor\"} 1") && System.nanoTime() < end) {
            scrape = scrape();
        }
        assertThat(value(scrape, "hawser_faults_open{severity=\"minor\"}")).isEqualTo(1);
        assertThat(value(scrape, "hawser_faults_open{severity=\"critical\"}")).isZero();
        assertThat(value(scrape, "hawser_checks_late_seconds")).isLessThan(60);
    }

    @Test
    void countsMessagesThatWereGivenUpAndRepairsThatAreLeftToPeople() throws Exception {
        awaited("hawser_messages_given_up_total{channel=\"webhook\"} 1");
        String scrape = awaited("hawser_messages_failed{channel=\"webhook\"} 1");
        assertThat(value(scrape, "hawser_messages_failures_total{channel=\"webhook\"}"))
                .isEqualTo(1);
        assertThat(value(scrape, "hawser_messages_sent_total{channel=\"mail\"}"))
                .isZero();
        assertThat(value(scrape, "hawser_messages_waiting{channel=\"webhook\"}"))
                .isZero();
        assertThat(value(scrape, "hawser_messages_overdue_seconds{channel=\"webhook\"}"))
                .isZero();
        scrape = awaited("hawser_repairs{stage=\"resting\"} 1");
        assertThat(value(scrape, "hawser_repairs{stage=\"acting\"}")).isZero();
        assertThat(value(scrape, "hawser_repair_tries{outcome=\"fixed\"}")).isZero();
        assertThat(value(scrape, "hawser_tickets_open")).isZero();
    }

    /** The first scrape that has it: some is looked at every few seconds only. */
    private static String awaited(String line) throws Exception {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        String scrape = scrape();
        while (!scrape.contains(line) && System.nanoTime() < end) {
            scrape = scrape();
        }
        assertThat(scrape).contains(line);
        return scrape;
    }

    @Test
    void theDashboardAsksOnlyForWhatThereIs() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("conf/monitoring/dashboard.json").toFile());
        assertThat(asked(dashboard, "expr")).hasSizeGreaterThan(10).isSubsetOf(told());
    }

    @Test
    void theAlertRulesAskOnlyForWhatThereIs() throws Exception {
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("conf/monitoring/alerts.yml").toFile());
        assertThat(asked(rules, "expr")).hasSizeGreaterThan(5).isSubsetOf(told());
        for (JsonNode rule : rules.at("/groups/0/rules")) {
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
        }
    }

    /** Where Prometheus' own tool is there, it has nothing to say against names, types and rules. */
    @Test
    void prometheusItselfFindsNothingWrong() throws Exception {
        assumeTrue(Files.isExecutable(PROMTOOL), "no promtool here");
        assertThat(promtool(scrape(), "check", "metrics")).isEmpty();
        assertThat(promtool("", "check", "rules", "conf/monitoring/alerts.yml")).contains("SUCCESS");
        assertThat(promtool("", "check", "rules", asRules("conf/monitoring/dashboard.json")))
                .contains("SUCCESS");
    }

    /** The dashboard's queries as rules, so that they can be read by the tool; the file. */
    private String asRules(String dashboard) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ArrayNode rules = json.createArrayNode();
        for (JsonNode query : json.readTree(Path.of(dashboard).toFile()).findValues("expr")) {
            rules.addObject()
                    .put("record", "dashboard:query" + rules.size())
                    .put("expr", query.asText().replace("$instance", ".*"));
        }
        ObjectNode file = json.createObjectNode();
        file.putArray("groups").addObject().put("name", "dashboard").set("rules", rules);
        Path written = folder.resolve("dashboard.yml");
        // JSON is YAML.
        Files.writeString(written, json.writeValueAsString(file));
        return written.toString();
    }

    /** What it prints; fails unless it is content. */
    private static String promtool(String in, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream to = process.getOutputStream()) {
            to.write(in.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static Set<String> asked(JsonNode document, String field) {
        Set<String> names = new TreeSet<>();
        document.findValues(field).forEach(expression -> {
            Matcher metric = METRIC.matcher(expression.asText());
            while (metric.find()) {
                names.add(metric.group(1));
            }
        });
        return names;
    }

    private static Set<String> told() throws Exception {
        Set<String> names = new TreeSet<>();
        scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }

    private static double value(String scrape, String series) {
        return scrape.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not in\n" + scrape));
    }

    private static String scrape() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
