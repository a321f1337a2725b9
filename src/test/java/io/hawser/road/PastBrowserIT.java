package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** A device's past in a real Chromium: by the handle and the keyboard, what belongs together, and what is taken away. */
class PastBrowserIT {
    @Test
    void showsTheDeviceAsItWas() throws Exception {
        try (TestHub hub = TestHub.start();
                Windows windows = new Windows()) {
            Home home = new Home(hub.port(), hub.adminToken());
            Home.Person ana = home.person("Ana");
            Home.Thing heater = home.device(ana, "Heater", "thermostat");
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            tell(hub, heater.id(), ana.id(), now);
            Page page = windows.open(hub.url() + "/devices/" + heater.id(), ana.login(), Home.PASSWORD);
            assertThat(page.getByTestId("past-hint")).isVisible();
            assertThat(page.getByTestId("past-mark")).hasCount(3);
            assertThat(page.getByTestId("past-now")).isDisabled();

            // From mark to mark: first the fault that is over, then the command that was under way.
            page.getByTestId("past-before").click();
            assertThat(page.getByTestId("past-temperature")).containsText("23");
            assertThat(page.getByTestId("past-presence")).containsText("Offline");
            assertThat(page.getByTestId("past-unknown")).containsText("nobody knows");
            assertThat(page.getByTestId("past-faults")).isHidden();
            page.getByTestId("past-before").click();
            page.getByTestId("past-before").click();
            assertThat(page.getByTestId("past-temperature")).containsText("21");
            assertThat(page.getByTestId("past-presence")).containsText("Online");
            assertThat(page.getByTestId("past-faults")).containsText("SENSOR.STUCK");
            assertThat(page.getByTestId("past-commands")).containsText("You");

            // By the keyboard, a step of a minute each, further back than anything was known.
            page.getByTestId("past-handle").focus();
            page.keyboard().press("Home");
            assertThat(page.getByTestId("past-trouble")).containsText("had not heard of this device");
            page.keyboard().press("End");
            assertThat(page.getByTestId("past-hint")).isVisible();
            page.keyboard().press("ArrowLeft");
            assertThat(page.getByTestId("past-temperature")).containsText("23");
            page.getByTestId("past-now").click();
            assertThat(page.getByTestId("past-then")).isHidden();

            page.locator("[data-testid=log-row][data-kind=command] [data-testid=log-chain]")
                    .first()
                    .click();
            assertThat(page.getByTestId("chain-entry")).hasCount(2);
            assertThat(page.locator("[data-testid=chain-entry][data-kind=state]"))
                    .containsText("23");
            page.keyboard().press("Escape");
            Download file =
                    page.waitForDownload(() -> page.getByTestId("log-csv").click());
            assertThat(file.suggestedFilename()).isEqualTo(heater.id() + "-log.csv");
            assertThat(Files.readAllLines(file.path())).hasSize(8).anyMatch(line -> line.contains("SENSOR.STUCK"));
            assertThat(windows.complaints().stream()
                            .filter(line -> !line.contains("404"))
                            .toList())
                    .isEmpty();
        }
    }

    /** Six hours, with the device there in the middle of them. */
    private static void tell(TestHub hub, String device, String user, Instant now) throws Exception {
        String byDevice = "{\"device\":\"" + device + "\"}";
        String byAna = "{\"user\":\"" + user + "\",\"name\":\"Ana\",\"via\":\"panel\"}";
        String command = "{\"command\":\"cmd_1\",\"name\":\"set\",\"args\":{\"target\":23},\"status\":\"running\"}";
        String fault =
                "{\"fault\":\"f1\",\"code\":\"SENSOR.STUCK\",\"severity\":\"major\",\"status\":\"%s\",\"data\":{}}";
        Object[][] entries = {
            {300, "presence", byDevice, null, "{\"status\":\"online\",\"reason\":\"CONNECTED\",\"session\":\"s1\"}"},
            {290, "state", byDevice, null, "{\"set\":{\"temperature\":21},\"unset\":[]}"},
            {240, "fault", byDevice, null, fault.formatted("open")},
            {200, "command", byAna, "cmd_1", command},
            {190, "state", byDevice, "cmd_1", "{\"set\":{\"temperature\":23},\"unset\":[],\"command\":\"cmd_1\"}"},
            {120, "presence", byDevice, "s1", "{\"status\":\"offline\",\"reason\":\"CLOSED\",\"session\":\"s1\"}"},
            {100, "fault", byDevice, null, fault.formatted("cleared")},
        };
        try (Connection database = hub.postgres();
                Statement statement = database.createStatement()) {
            int revision = 0;
            for (Object[] entry : entries) {
                Instant at = now.minus((int) entry[0], ChronoUnit.MINUTES);
                statement.execute("SELECT device_log_partition(('" + at + "'::timestamptz AT TIME ZONE 'UTC')::date)");
                statement.execute(
                        "INSERT INTO device_log (device, epoch, revision, kind, at, stored_at, actor, cause, body)"
                                + " VALUES ('%s', 1, %d, '%s', %d, '%s', '%s', %s, '%s')"
                                        .formatted(
                                                device,
                                                ++revision,
                                                entry[1],
                                                at.toEpochMilli(),
                                                at,
                                                entry[2],
                                                entry[3] == null ? "NULL" : "'" + entry[3] + "'",
                                                entry[4]));
            }
        }
    }
}
