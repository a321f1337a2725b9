package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
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
import org.junit.jupiter.api.Test;

/** New hardware, drills, the maintenance log and the success of repairs, in the panel. */
@SuppressWarnings("NullAway.Init")
class UpkeepBrowserIT {
    private static final String STRATEGIES = """
            - code: AUDIO
              strategies:
                - restart: {within: 10s}
                  cooldown: 0s
                  probe: {report: {property: microphone, is: ok}, within: 10s}
                  soak: 1s
                - ticket: {steps: [{en: Clean it., zh: 请清洁。}]}
            - code: WISH
              strategies:
                - resend: true
                  probe: {report: {property: target, is: 22}, within: 15s}
                  soak: 1s
                - rollback: true
            - code: "*"
              strategies:
                - ticket: true
            """;

    private static TestHub hub;
    private static Home home;
    private static Windows windows;

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

    @AfterEach
    void closes() {
        assertThat(windows.complaints()).isEmpty();
        windows.clear();
    }

    @Test
    void replacesHardwareAndUndoesThat() {
        Home.Person ana = home.person("Ana");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Home.Thing spare = home.device(ana, "Spare lamp", "light");
        Page page = windows.open(hub.url() + "/devices/" + lamp.id(), ana.login(), Home.PASSWORD);

        page.getByTestId("device-menu").click();
        page.getByTestId("device-replace").click();
        assertThat(page.getByTestId("hardware-spare")).containsText("Spare lamp");
        page.locator("#hardware-reason").fill("It <b>fell</b>");
        picture(page, "hardware-dialog");
        page.getByTestId("hardware-submit").click();
        assertThat(page.getByTestId("replacement")).containsText("Replaced by Spare lamp");
        assertThat(page.getByTestId("replacement")).containsText("It <b>fell</b>");
        assertThat(ana.rest().get("/devices/" + spare.id()).status()).isEqualTo(404);

        page.getByTestId("replacement-undo").click();
        page.getByTestId("hardware-undo-submit").click();
        assertThat(page.getByTestId("replacement")).containsText("Undone by Ana");
        assertThat(ana.rest().get("/devices/" + spare.id()).status()).isEqualTo(200);

        page.getByTestId("hardware-replace").click();
        page.getByTestId("hardware-way-new").check();
        page.getByTestId("hardware-submit").click();
        String secret = page.getByTestId("hardware-secret").textContent();
        page.getByTestId("hardware-kept").click();
        try (WireClient device = lamp.socket()
                .send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}".formatted(lamp.id(), secret))) {
            device.await("welcome");
        }
        assertThat(page.getByTestId("replacement")).hasCount(2);
        pictures(page, "hardware");

        String ticket = ana.rest()
                .post("/tickets", "{'device':'%s','title':'It is dark'}".formatted(lamp.id()))
                .json()
                .path("id")
                .asText();
        page.navigate(hub.url() + "/tickets/" + ticket);
        page.getByTestId("hardware-replace").click();
        page.getByTestId("hardware-submit").click();
        assertThat(page.getByTestId("ticket-entry").first()).containsText("Hardware replaced");
        picture(page, "ticket");
    }

    @Test
    void runsADrillAndPrintsTheMaintenanceLog() {
        Home.Person ana = home.person("Ana");
        Home.Thing speaker = home.device(ana, "Speaker", "generic");
        String report = ana.rest()
                .post("/tickets", "{'device':'%s','title':'=Hums','severity':'minor'}".formatted(speaker.id()))
                .json()
                .path("id")
                .asText();
        ana.rest().post("/tickets/" + report + "/parts", "{'name':'Cable','quantity':2,'cost':9.9}");
        ana.rest().post("/tickets/" + report + "/time", "{'minutes':25,'text':'On site'}");
        ana.rest().post("/tickets/" + report + "/verify", "{'reason':'Heard it play.'}");
        try (WireClient device = speaker.online()) {
            Page page = windows.open(hub.url() + "/drills?device=" + speaker.id(), "root", Home.PASSWORD);
            Locator code = page.getByTestId("drill-code");
            assertThat(code).containsText("DEVICE.OFFLINE");
            picture(page, "drill-dialog");
            assertThat(page.getByTestId("drill-submit")).isVisible();
            String drill = home.admin()
                    .post(
                            "/devices/" + speaker.id() + "/drills",
                            "{'code':'AUDIO.CAPTURE','severity':'critical','minutes':5}")
                    .json()
                    .path("id")
                    .asText();
            page.navigate(hub.url() + "/drills/" + drill);
            assertThat(page.getByTestId("drill-detect")).hasClass("done");
            String command = device.await("command").path("command").asText();
            page.getByTestId("drill-fault").click();
            assertThat(page.locator("main")).containsText("Drill");
            device.send("{'type':'result','command':'%s','ok':true}".formatted(command));
            device.send("{'type':'report','seq':1,'set':{'microphone':'ok'}}");
            page.goBack();
            assertThat(page.getByTestId("drill-status")).hasText("Repaired");
            assertThat(page.getByTestId("drill-repair")).hasClass("done");
            pictures(page, "drill");
            page.navigate(hub.url() + "/drills");
            assertThat(page.getByTestId("drill").first()).containsText("AUDIO.CAPTURE");
            pictures(page, "drills");
        }

        Page page = windows.open(hub.url() + "/devices/" + speaker.id(), ana.login(), Home.PASSWORD);
        page.getByTestId("logbook-link").click();
        assertThat(page.getByTestId("logbook-totals")).containsText("9.90");
        assertThat(page.getByTestId("logbook-totals")).containsText("25 min");
        assertThat(page.getByTestId("logbook-line").first()).containsText("REPORT");
        assertThat(page.getByTestId("logbook")).containsText("Cable");
        assertThat(page.getByTestId("logbook")).containsText("Restart: helped");
        String csv = page.waitForDownload(() -> page.getByTestId("logbook-csv").click())
                .path()
                .toString();
        assertThat(Path.of(csv)).content().contains("'=Hums", "Cable", "9.9", "EUR", "drill");
        pictures(page, "logbook");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(com.microsoft.playwright.options.Media.PRINT));
        assertThat(page.getByTestId("logbook-csv")).isHidden();
        picture(page, "logbook-print");
    }

    @Test
    void showsHowOftenEachStrategyHelped() {
        Home.Person ana = home.person("Ana");
        Home.Thing speaker = home.device(ana, "Speaker", "generic");
        try (WireClient device = speaker.online()) {
            device.send("{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'major','active':true}");
            String command = device.await("command").path("command").asText();
            device.send("{'type':'result','command':'%s','ok':true}".formatted(command));
            device.send("{'type':'report','seq':2,'set':{'microphone':'ok'}}");
            device.send("{'type':'fault','seq':3,'code':'AUDIO.CAPTURE','severity':'major','active':false}");
            String fault = home.await(ana, "/devices/" + speaker.id() + "/faults", "/items/0/code", "AUDIO.CAPTURE")
                    .at("/items/0/id")
                    .asText();
            home.await(ana, "/faults/" + fault, "/status", "resolved");
        }
        Page page = windows.open(hub.url() + "/tickets", ana.login(), Home.PASSWORD);
        page.getByTestId("rates-link").click();
        Locator rate = page.locator("[data-testid=rate][data-name=restart][data-code='AUDIO.CAPTURE']");
        assertThat(rate).hasAttribute("data-percent", "100");
        pictures(page, "rates");
        page.getByTestId("rates-all").click();
        assertThat(page.locator("[data-testid=rates-model][data-model=speaker]"))
                .containsText("Restart");
        picture(page, "rates-all");
    }

    @Test
    void tellsWhatATryWantsOfTheDeviceAndHowOftenThatHelped() {
        Home.Person ana = home.person("Ana");
        Home.Thing heater = home.device(ana, "Heater", "generic");
        try (WireClient device = heater.online()) {
            device.send("{'type':'report','seq':1,'set':{'target':20}}");
            ana.rest().patch("/devices/" + heater.id() + "/desired", "{'target':22}");
            device.await("desired");
            device.send("{'type':'fault','seq':2,'code':'WISH.MISSED','severity':'major','active':true}");
            device.await("desired");
            String fault = home.await(ana, "/devices/" + heater.id() + "/faults", "/items/0/code", "WISH.MISSED")
                    .at("/items/0/id")
                    .asText();
            Page page = windows.open(hub.url() + "/faults/" + fault, ana.login(), Home.PASSWORD);
            assertThat(page.getByTestId("repair-try")).containsText("Send what is wanted again");
            assertThat(page.getByTestId("repair-asked")).containsText("22");
            assertThat(page.getByTestId("repair-strategy").nth(1)).containsText("Go back to what was before");

            device.send("{'type':'report','seq':3,'set':{'target':22}}");
            home.await(ana, "/faults/" + fault, "/status", "resolved");
            page.navigate(hub.url() + "/repairs");
            assertThat(page.locator("[data-testid=rate][data-name=resend][data-code='WISH.MISSED']"))
                    .hasAttribute("data-percent", "100");
            assertThat(page.locator("[data-testid=rate][data-name=resend][data-code='WISH.MISSED']"))
                    .containsText("Send what is wanted again");
        }
    }

    /** Light and dark, wide and narrow, and in Chinese: to be looked at. */
    private static void pictures(Page page, String name) {
        picture(page, name);
        page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
        picture(page, name + "-dark");
        page.setViewportSize(390, 800);
        picture(page, name + "-dark-phone");
        page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(com.microsoft.playwright.options.ColorScheme.LIGHT));
        picture(page, name + "-phone");
        page.setViewportSize(1280, 800);
        page.evaluate("() => import('/js/i18n.js').then((words) => words.setLanguage('zh'))");
        picture(page, name + "-zh");
        page.evaluate("() => import('/js/i18n.js').then((words) => words.setLanguage('en'))");
    }

    private static void picture(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", "upkeep", name + ".png")));
    }
}
