package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules in the panel: made without code, tried, switched on, seen to act; and as YAML. */
@SuppressWarnings("NullAway.Init")
class RulesBrowserIT {
    private static final String STRATEGIES = """
            - code: "*"
              strategies:
                - ticket: {steps: [{en: Open a window., zh: 请开窗。}]}
                  by: hand
                  soak: 1s
            """;

    private static TestHub hub;
    private static Home home;
    private static Windows windows;

    private Home.Person ana;
    private Home.Thing greenhouse;
    private Home.Thing fan;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(
                Files.createTempFile(Files.createDirectories(Path.of("target", "hubs")), "strategies", ".yaml"),
                STRATEGIES);
        hub = TestHub.start(Map.of("repair.strategies", file.toAbsolutePath().toString()));
        home = new Home(hub.port(), hub.adminToken());
        windows = new Windows();
    }

    @AfterAll
    static void stop() {
        windows.close();
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        greenhouse = home.device(ana, "Greenhouse", "temperature");
        fan = home.device(ana, "Fan", "fan");
    }

    @AfterEach
    void clear() {
        windows.clear();
    }

    @Test
    void isMadeWithoutCodeTriedSwitchedOnAndSeenToAct() {
        try (WireClient sensor = greenhouse.online();
                WireClient blower = fan.online()) {
            // Long enough ago for it to have lasted, once the rule is written and tried.
            report(sensor, 1, 31);
            home.awaitItems(ana, "/devices/" + greenhouse.id() + "/log?kinds=state", 1);

            Page page = windows.open(hub.url() + "/rules", ana.login(), Home.PASSWORD);
            assertThat(page.getByTestId("rules-none")).containsText("Nothing happens by itself yet");
            page.getByTestId("rule-example-cool").click();
            assertThat(page.getByTestId("rule-sentence"))
                    .containsText("temperature of Greenhouse is above 30°C for 2 min, set Fan power on");
            page.goBack();
            page.getByTestId("rule-new").click();
            page.getByTestId("rule-save-on").click();
            assertThat(page.getByTestId("rule-name-error")).hasText("This is needed.");
            assertThat(page.getByTestId("rule-name")).isFocused();

            write(page);
            assertThat(page.getByTestId("rule-sentence"))
                    .hasText("When temperature of Greenhouse is above 30°C for 1 s, set Fan power on."
                            + " When temperature is below 27°C, set Fan power off.");
            page.getByTestId("trial-go").click();
            assertThat(page.getByTestId("trial-said")).containsText("It would have acted 1 time.");
            assertThat(page.getByTestId("trial-row")).containsText("Greenhouse");
            assertThat(page.getByTestId("trial-firing").first()).containsText("set Fan power on");
            picture(page, "rule-edit");
            page.getByTestId("rule-save-off").click();

            assertThat(page.getByTestId("rule-page")).hasAttribute("data-status", "off");
            report(sensor, 2, 26);
            page.getByTestId("rule-switch").click();
            assertThat(page.getByTestId("rule-page")).hasAttribute("data-status", "on");
            report(sensor, 3, 33);
            JsonNode command = blower.await("command");
            assertThat(command.path("args").path("power").asText()).isEqualTo("on");
            blower.send("{'type':'report','seq':1,'set':{'power':'on'},'command':'%s'}"
                    .formatted(command.path("command").asText()));
            Locator firing = page.getByTestId("firing").first();
            assertThat(firing).containsText("Greenhouse · Temperature 3");
            assertThat(firing.getByTestId("firing-outcome")).hasText("Done");
            assertThat(firing.getByTestId("deed")).hasText("set Fan power on");

            picture(page, "rule");
            firing.getByTestId("firing-chain").click();
            assertThat(page.getByTestId("chain").getByTestId("chain-firing")).containsText("Keep it cool");
            page.keyboard().press("Escape");

            page.navigate(hub.url() + "/devices/" + fan.id());
            assertThat(page.getByTestId("device-rule")).containsText("Keep it cool");
            Locator made =
                    page.locator("[data-testid=log-row][data-kind=command]").first();
            assertThat(made.getByTestId("rule-link")).hasText("Keep it cool");
            made.getByTestId("rule-link").click();
            assertThat(page.getByTestId("rule-title")).hasText("Keep it cool");
            // The browser's own word on a chain that was asked for before it was kept.
            assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("404"));
        }
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", name + ".png")));
    }

    /** The example, field by field. */
    private static void write(Page page) {
        page.getByTestId("rule-name").fill("Keep it cool");
        page.getByTestId("rule-of-devices").selectOption("Greenhouse");
        page.getByTestId("rule-when-property").selectOption("Temperature");
        page.getByTestId("rule-when-above").fill("30");
        page.getByTestId("rule-for").fill("1");
        page.getByTestId("rule-for-unit").selectOption("seconds");
        page.getByTestId("rule-then-0-devices").selectOption("Fan");
        page.getByTestId("rule-then-0-args-add-power").click();
        page.getByTestId("rule-then-0-args-power").selectOption("On");
        page.getByTestId("rule-until-how").selectOption("when something else is so");
        page.getByTestId("rule-until-when-test").selectOption("below");
        page.getByTestId("rule-until-when-below").fill("27");
        page.getByTestId("rule-add-else").click();
        page.getByTestId("rule-else-0-args-add-power").click();
        page.getByTestId("rule-else-0-args-power").selectOption("Off");
    }

    private static void report(WireClient sensor, int seq, int degrees) {
        sensor.send("{'type':'report','seq':%d,'set':{'temperature':%d}}".formatted(seq, degrees));
        sensor.await(
                "ack " + seq,
                frame -> frame.path("type").asText().equals("ack")
                        && frame.path("seq").asInt() >= seq);
    }

    @Test
    void saysOfYamlWhichLineIsWrongAndShowsTheSameRuleInTheForm() {
        Page page = windows.open(hub.url() + "/rules/new?example=cool", ana.login(), Home.PASSWORD);
        page.getByTestId("rule-name").fill("Cool");
        page.getByTestId("rule-tab-yaml").click();
        Locator text = page.getByTestId("rule-yaml");
        String written = text.inputValue();
        assertThat(written).startsWith("name: Cool\n");
        text.fill("# Kept as it is.\n" + written.replace("above: 30", "above: warm"));
        page.getByTestId("rule-save").click();
        assertThat(page.getByTestId("rule-yaml-errors")).containsText("/when/above");
        int line = (int) written.substring(0, written.indexOf("above:")).lines().count() + 1;
        assertThat(page.getByTestId("rule-yaml-errors")).containsText("Line " + line);
        assertThat(page.getByTestId("yaml-wrong")).hasText(String.valueOf(line));
        page.getByTestId("rule-yaml-errors").locator("button").first().click();
        String selected = (String) text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)");
        assertThat(selected).contains("above: warm");

        text.fill("# Kept as it is.\n" + written.replace("above: 30", "above: 29"));
        page.getByTestId("rule-tab-form").click();
        assertThat(page.getByTestId("rule-when-above")).hasValue("29");
        assertThat(page.getByTestId("rule-sentence")).containsText("is above 29°C");
        assertThat(ana.rest().get("/rules").json().path("items"))
                .as("nothing was kept for that")
                .isEmpty();
        page.getByTestId("rule-tab-yaml").click();
        assertThat(page.getByTestId("rule-yaml"))
                .hasValue("# Kept as it is.\n" + written.replace("above: 30", "above: 29"));
        text.fill("name: Cool\nwhen: {}\n");
        page.getByTestId("rule-tab-form").click();
        assertThat(page.getByTestId("rule-leaving")).isVisible();
        assertThat(page.getByTestId("rule-yaml-errors")).containsText("/when");
        page.getByTestId("rule-drop-yaml").click();
        assertThat(page.getByTestId("rule-when-above")).hasValue("29");
        // The browser's own word on the text that was refused.
        assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    @Test
    void tellsCertainPeopleOfAnEventThatTellsCertainThings() {
        Home.Person ben = home.person("Ben");
        RestClient.Answer space = ana.rest().post("/spaces", "{'name':'Home'}");
        String id = space.json().path("id").asText();
        ana.rest().post("/spaces/" + id + "/members", "{'login':'%s','role':'viewer'}".formatted(ben.login()));
        Home.Thing button = home.device(ana, "Button", "generic");
        ana.rest().put("/spaces/" + id + "/devices/" + button.id(), "{}");
        Page page = windows.open(hub.url() + "/rules/new?device=" + button.id(), ana.login(), Home.PASSWORD);
        page.getByTestId("rule-name").fill("Twice");
        page.getByTestId("rule-when-kind").selectOption("The device tells of an event");
        page.getByTestId("rule-when-event").fill("pressed");
        page.getByTestId("rule-when-data-add").click();
        page.getByTestId("rule-when-data-0-property").fill("clicks");
        page.getByTestId("rule-then-0-kind").selectOption("Notify somebody");
        page.getByTestId("rule-then-0-notify-to").selectOption("Certain people");
        page.getByTestId("rule-save-on").click();
        assertThat(page.getByTestId("rule-when-data-0-is-error")).isVisible();
        assertThat(page.getByTestId("rule-then-0-notify-to-people-error")).isVisible();
        page.getByTestId("rule-when-data-0-is").fill("2");
        page.getByTestId("rule-then-0-notify-to-people").selectOption("Ben");
        assertThat(page.getByTestId("picked").last()).hasText("Ben");
        assertThat(page.getByTestId("rule-sentence")).containsText("tells of “pressed” with clicks is 2, notify Ben");
        picture(page, "rule-people");
        page.getByTestId("rule-save-on").click();
        assertThat(page.getByTestId("rule-page")).hasAttribute("data-status", "on");
        JsonNode made = ana.rest().get("/rules").json().at("/items/0");
        assertThat(made.at("/when/data/0/is").asInt()).isEqualTo(2);
        assertThat(made.at("/then/0/notify/to/0").asText()).isEqualTo(ben.id());
        try (WireClient wire = button.online()) {
            wire.send("{'type':'event','seq':1,'name':'pressed','data':{'clicks':1}}");
            wire.send("{'type':'event','seq':2,'name':'pressed','data':{'clicks':2}}");
            home.await(ben, "/me/inbox", "/items/0/title/en", "Twice");
            assertThat(ana.rest().get("/me/inbox").json().path("items")).isEmpty();
        }
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void goByTheSunOfTheirSpace() {
        String space =
                ana.rest().post("/spaces", "{'name':'Home'}").json().path("id").asText();
        ana.rest().put("/spaces/" + space + "/devices/" + fan.id(), "{}");
        Page page = windows.open(hub.url() + "/spaces/" + space, ana.login(), Home.PASSWORD);
        page.getByTestId("space-place").click();
        page.getByTestId("space-latitude").fill("52.52");
        page.getByTestId("space-submit").click();
        assertThat(page.getByTestId("space-dialog")).isVisible();
        page.getByTestId("space-longitude").fill("13.41");
        page.getByTestId("space-zone").selectOption("Europe/Berlin");
        picture(page, "space-location");
        page.getByTestId("space-submit").click();
        assertThat(page.getByTestId("space-location")).hasText("52.52° N, 13.41° E");

        page.navigate(hub.url() + "/rules/new");
        page.getByTestId("rule-name").fill("Evening");
        page.getByTestId("rule-when-kind").selectOption("Sunrise or sunset");
        page.getByTestId("rule-then-0-devices").selectOption("Fan");
        assertThat(page.getByTestId("rule-home")).hasText("Empty: where Home is.");
        page.getByTestId("rule-then-0-args-add-power").click();
        page.getByTestId("rule-then-0-args-power").selectOption("On");
        page.getByTestId("rule-zone").selectOption("As in Home");
        picture(page, "rule-sun");
        page.getByTestId("rule-save-on").click();
        assertThat(page.getByTestId("rule-page")).hasAttribute("data-status", "on");
        JsonNode made = ana.rest().get("/rules").json().at("/items/0");
        assertThat(made.has("location") || made.has("zone")).isFalse();
        assertThat(made.at("/status/next").asLong()).isPositive();
        ana.rest().patch("/spaces/" + space, "{'location':null}");
        assertThat(ana.rest().get("/spaces/" + space).json().path("location").isNull())
                .isTrue();
        assertThat(ana.rest()
                        .patch("/spaces/" + space, "{'location':{'latitude':1,'longitude':2,'zone':'Mars/Base'}}")
                        .json()
                        .at("/errors/0/path")
                        .asText())
                .isEqualTo("/location/zone");
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void standInTheListWhereTheirDevicesHaveThemFromTheirModelAndAreSwitchedForEach() {
        RestClient.Answer model = home.admin().raw("PUT", "/models/pump", """
                title: {en: Pump}
                open: true
                rules:
                  - {name: Runs dry, when: {property: flow, below: 1}, then: [{command: stop}]}
                """, "Content-Type", "application/yaml");
        assertThat(model.status()).as(model.toString()).isEqualTo(200);
        Home.Thing pump = home.device(ana, "Well", "pump");
        home.device(ana, "Cistern", "pump");
        home.awaitItems(ana, "/devices/" + pump.id() + "/rules", 1);
        Page page = windows.open(hub.url() + "/rules", ana.login(), Home.PASSWORD);
        Locator row = page.getByTestId("model-rule");
        assertThat(row).containsText("From its model · Pump");
        assertThat(row.getByTestId("rule-words")).containsText("When flow of any pump is below 1");
        Locator well = row.locator("[data-device='" + pump.id() + "']").getByTestId("model-rule-switch");
        assertThat(well).isChecked();
        well.click();
        assertThat(well).not().isChecked();
        picture(page, "rules-of-models");
        assertThat(row.getByTestId("model-rule-switch").first()).isChecked();
        page.navigate(hub.url() + "/devices/" + pump.id());
        assertThat(page.getByTestId("device-model-rule").getByTestId("model-rule-switch"))
                .not()
                .isChecked();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void isNothingThatOthersSee() {
        String rule = ana.rest()
                .post(
                        "/rules",
                        "{'name':'Secret <b>plan</b>','of':{'devices':['%s']},'when':{'property':'temperature','above':30},'then':[{'command':'set','args':{'power':'on'},'device':'%s'}]}"
                                .formatted(greenhouse.id(), fan.id()))
                .json()
                .path("id")
                .asText();
        Page mine = windows.open(hub.url() + "/rules", ana.login(), Home.PASSWORD);
        assertThat(mine.getByTestId("rule-row")).containsText("Secret <b>plan</b>");

        Page other = windows.open(hub.url() + "/rules", home.person("Ben").login(), Home.PASSWORD);
        assertThat(other.getByTestId("rules-none")).isVisible();
        other.navigate(hub.url() + "/rules/" + rule);
        assertThat(other.getByTestId("rule-gone")).isVisible();
        assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("404"));
    }

    @Test
    void raisesAFaultThatIsAcknowledgedGetsATicketAndIsClosedByWhatTheDeviceShows() {
        try (WireClient sensor = greenhouse.online()) {
            Page page = windows.open(hub.url() + "/rules/new?device=" + greenhouse.id(), ana.login(), Home.PASSWORD);
            page.getByTestId("rule-name").fill("Too warm");
            page.getByTestId("rule-when-property").selectOption("Temperature");
            page.getByTestId("rule-when-above").fill("30");
            page.getByTestId("rule-then-0-kind").selectOption("Raise a fault");
            page.getByTestId("rule-then-0-fault").fill("RULE.TOO_WARM");
            page.getByTestId("rule-then-0-severity").selectOption("Major");
            page.getByTestId("rule-then-0-title").fill("The tomatoes are too warm");
            page.getByTestId("rule-save-on").click();
            assertThat(page.getByTestId("rule-page")).hasAttribute("data-status", "on");

            report(sensor, 1, 31);
            page.navigate(hub.url() + "/faults");
            Locator fault = page.getByTestId("faults").getByTestId("fault");
            assertThat(fault).containsText("The tomatoes are too warm");
            fault.locator("a").first().click();
            page.getByTestId("fault-acknowledge").click();
            assertThat(page.getByTestId("fault-status")).hasText("Acknowledged");
            page.getByTestId("repair-start").click();
            assertThat(page.getByTestId("fault-status")).hasText("Ticket");

            page.navigate(hub.url() + "/tickets");
            page.getByTestId("ticket-row").click();
            page.getByTestId("ticket-start").click();
            page.getByTestId("ticket-step").check();
            report(sensor, 2, 21);
            assertThat(page.getByTestId("ticket-status")).hasText("Closed");
            page.navigate(hub.url() + "/faults");
            assertThat(page.getByTestId("faults-none")).isVisible();
            assertThat(windows.complaints()).isEmpty();
        }
    }
}
