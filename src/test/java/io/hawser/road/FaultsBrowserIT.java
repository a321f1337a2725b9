package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import io.hawser.testing.WireClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fault in the panel, from the moment that a device tells of it to its proven end; maintenance; and what one does not want to hear of. */
@SuppressWarnings("NullAway.Init")
class FaultsBrowserIT {
    private static TestHub hub;
    private static Home home;
    private static Windows windows;

    private Home.Person ana;
    private Home.Thing speaker;

    @BeforeAll
    static void start() {
        // What the hub does against faults is the matter of others.
        hub = TestHub.start(Map.of("repair.automatic", "false"));
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
        speaker = home.device(ana, "Kitchen speaker", "speaker");
    }

    @AfterEach
    void clear() {
        windows.clear();
    }

    @Test
    void goesFromAFaultOverItsAcknowledgementToItsProvenEnd() throws SQLException {
        try (WireClient device = speaker.online()) {
            Page page = windows.open(hub.url() + "/faults", ana.login(), Home.PASSWORD);
            assertThat(page.getByTestId("faults-none")).containsText("Nothing is broken");
            assertThat(page.getByTestId("nav-faults-count")).isHidden();

            device.send("{'type':'report','seq':1,'set':{'playback':'playing'}}");
            device.send(
                    "{'type':'fault','seq':2,'code':'AUDIO.CAPTURE','severity':'major','active':true,'data':{'level':-90}}");
            Locator fault = page.getByTestId("faults").getByTestId("fault");
            assertThat(fault).containsText("Kitchen speaker");
            assertThat(page.getByTestId("nav-faults-count")).hasText("1");
            page.getByTestId("faults-past").click();
            assertThat(page.getByTestId("faults-never")).containsText("Nothing was resolved yet");
            page.getByTestId("faults-now").click();
            fault.locator("a").first().click();

            String title = page.getByTestId("fault-title").textContent();
            assertThat(title).doesNotContain("AUDIO.CAPTURE");
            assertThat(page.getByTestId("fault-log").locator("li.fault").first())
                    .containsText(title.strip() + ": Open, Major");
            assertThat(page.getByTestId("fault-of")).hasText("Kitchen speaker");
            assertThat(page.getByTestId("fault-means")).not().isEmpty();
            assertThat(page.getByTestId("fault-advice")).not().isEmpty();
            assertThat(page.getByTestId("fault-data")).containsText("-90");
            assertThat(page.getByTestId("fault-log")).containsText("Playing");
            page.getByTestId("fault-acknowledge").click();
            assertThat(page.getByTestId("fault-status")).hasText("Acknowledged");
            assertThat(page.getByTestId("fault-known")).hasText("You look after it");
            page.getByTestId("fault-note").click();
            page.getByTestId("fault-words").fill("Its plug was loose.");
            page.getByTestId("fault-submit").click();
            assertThat(page.getByTestId("fault-steps")).containsText("Its plug was loose.");

            device.send("{'type':'fault','seq':3,'code':'AUDIO.CAPTURE','severity':'major','active':false}");
            assertThat(page.getByTestId("fault-status")).hasText("Being verified");
            execute("UPDATE watches SET due = now() - interval '1 second' WHERE due IS NOT NULL");
            assertThat(page.getByTestId("fault-status")).hasText("Resolved");
            assertThat(page.getByTestId("fault-close")).isHidden();
            assertThat(page.getByTestId("nav-faults-count")).isHidden();

            page.navigate(hub.url() + "/devices/" + speaker.id());
            device.send("{'type':'report','seq':4,'set':{'volume':30}}");
            assertThat(page.getByTestId("chart-property")).hasValue("volume");
            assertThat(page.getByText("Microphone is Failed, for 5 s")).isVisible();
            Locator told = page.getByTestId("log").locator("li.fault");
            assertThat(told.last()).containsText(title.strip() + ": Open, Major AUDIO.CAPTURE");
            assertThat(told.first()).containsText(title.strip() + ": Resolved");
            assertThat(told.getByText("AUDIO.CAPTURE:")).hasCount(0);

            page.navigate(hub.url() + "/faults");
            assertThat(page.getByTestId("faults-none")).isVisible();
            page.getByTestId("faults-past").click();
            assertThat(page.getByTestId("faults-resolved").getByTestId("fault")).containsText("Kitchen speaker");
            assertThat(windows.complaints()).isEmpty();
        }
    }

    @Test
    void isFoundFromALinkThatSomebodyWasSent() {
        try (WireClient device = speaker.online()) {
            device.send("{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'critical','active':true}");
            String fault = home.await(ana, "/devices/" + speaker.id() + "/faults", "/items/0/status", "open")
                    .at("/items/0/id")
                    .asText();

            Page page = windows.open(hub.url() + "/faults/" + fault, ana.login(), Home.PASSWORD);

            assertThat(page.getByTestId("fault-page")).hasAttribute("data-fault", fault);
            page.navigate(hub.url() + "/faults/flt_none");
            assertThat(page.getByTestId("fault-gone")).isVisible();
        }
    }

    @Test
    void showsWhatIsBrokenWhereItIsAndHasItWait() {
        try (WireClient device = speaker.online()) {
            Page page = windows.open(hub.url(), ana.login(), Home.PASSWORD);
            Locator card = page.locator("[data-testid=device-card][data-device='" + speaker.id() + "']");
            assertThat(card).isVisible();
            device.send("{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'minor','active':true}");
            device.send("{'type':'fault','seq':2,'code':'FAN.STUCK','severity':'critical','active':true}");
            assertThat(card.getByTestId("card-faults")).hasText("2 faults");

            page.navigate(hub.url() + "/devices/" + speaker.id());
            assertThat(page.getByTestId("faults-of")).hasAttribute("data-count", "2");
            assertThat(page.getByTestId("device-faults")).hasText("2 faults");
            page.getByTestId("faults-of")
                    .getByTestId("fault")
                    .first()
                    .locator("a")
                    .click();
            assertThat(page.getByTestId("fault-title")).containsText("FAN.STUCK");
            page.getByTestId("fault-snooze").click();
            page.getByTestId("snooze-week").click();
            assertThat(page.getByTestId("fault-snoozed")).isVisible();
            page.getByTestId("fault-mute").click();
            page.getByTestId("mute-ever").click();
            page.getByTestId("mute-code").click();
            assertThat(page.getByTestId("fault-mute")).containsText("Muted");
            page.getByTestId("fault-close").click();
            page.getByTestId("fault-words").fill("There is no fan.");
            page.getByTestId("fault-submit").click();
            assertThat(page.getByTestId("fault-status")).hasText("Resolved");
            assertThat(page.getByTestId("fault-steps")).containsText("There is no fan.");

            page.navigate(hub.url() + "/account");
            assertThat(page.getByTestId("mute")).containsText("FAN.STUCK");
            page.getByTestId("mute-remove").click();
            assertThat(page.getByTestId("mutes-none")).isVisible();
            assertThat(windows.complaints()).isEmpty();
        }
    }

    @Test
    void saysWhenSomebodyWorksAtADevice() {
        Page page = windows.open(hub.url() + "/devices/" + speaker.id(), ana.login(), Home.PASSWORD);
        assertThat(page.getByTestId("faults-none-of")).isVisible();
        page.getByTestId("maintenance-open").click();
        page.getByTestId("maintenance-reason").fill("New wiring");
        page.getByTestId("maintenance-submit").click();
        assertThat(page.getByTestId("maintenance")).containsText("New wiring");
        page.getByTestId("maintenance-end").click();
        assertThat(page.getByTestId("maintenance")).isHidden();
        page.navigate(hub.url() + "/activity");
        assertThat(page.getByTestId("activity-item").first()).containsText("ended maintenance: Kitchen speaker");
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void gathersADarkHouseIntoOneFault() throws SQLException {
        String space = ana.rest()
                .post("/spaces", "{'name':'Harbour House'}")
                .json()
                .path("id")
                .asText();
        WireClient[] devices = new WireClient[4];
        for (int i = 0; i < devices.length; i++) {
            Home.Thing thing = home.device(ana, "Lamp " + (i + 1), "light");
            ana.rest().put("/spaces/" + space + "/devices/" + thing.id(), "");
            devices[i] = thing.online();
        }
        Page page = windows.open(hub.url() + "/faults", ana.login(), Home.PASSWORD);
        assertThat(page.getByTestId("faults-none")).isVisible();
        for (WireClient device : devices) {
            device.cut();
        }
        awaitNumber("SELECT count(*) FROM watches WHERE phase = 'pending' AND code = 'DEVICE.OFFLINE'", devices.length);
        execute("UPDATE watches SET due = now() - interval '1 second' WHERE due IS NOT NULL");

        Locator site = page.getByTestId("faults").locator("> li");
        assertThat(site).hasCount(1);
        assertThat(site).containsText("Harbour House");
        assertThat(page.getByTestId("nav-faults-count")).hasText("1");
        page.getByTestId("fault-expand").click();
        assertThat(page.getByTestId("fault-carried").locator("li")).hasCount(4);
        site.locator("a").first().click();
        assertThat(page.getByTestId("fault-carries")).hasText("4 of 4 still gone");
        assertThat(page.getByTestId("fault-log")).containsText("Lamp 1");
        page.getByTestId("fault-acknowledge").click();
        assertThat(page.getByTestId("fault-status")).hasText("Acknowledged");
        assertThat(windows.complaints()).isEmpty();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void awaitNumber(String sql, int number) throws SQLException {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            while (true) {
                try (var rows = statement.executeQuery(sql)) {
                    rows.next();
                    if (rows.getInt(1) == number) {
                        return;
                    }
                    assertThat(System.nanoTime()).as(sql).isLessThan(deadline);
                }
                Thread.onSpinWait();
            }
        }
    }
}
