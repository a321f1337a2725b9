package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tickets in the panel: a problem that somebody reports, and a fault from its acknowledgement to its verified end. */
@SuppressWarnings("NullAway.Init")
class TicketsBrowserIT {
    private static final String STRATEGIES = """
            - code: "*"
              strategies:
                - ticket: {steps: [{en: Clean it., zh: 请清洁。}]}
                  by: hand
                  soak: 1s
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

    @Test
    void reportsAProblemAndClosesItForAReason() {
        Home.Person ana = home.person("Ana");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Page page = windows.open(hub.url() + "/devices/" + lamp.id(), ana.login(), Home.PASSWORD);

        page.getByTestId("report-problem").click();
        page.locator("#report-title").fill("It flickers <b>badly</b>");
        page.getByTestId("report-text").fill("Since noon.");
        page.getByTestId("report-submit").click();
        assertThat(page.getByTestId("ticket-page")).containsText("It flickers <b>badly</b>");

        page.getByTestId("ticket-start").click();
        assertThat(page.getByTestId("ticket-status")).hasText("In progress");
        page.getByTestId("ticket-comment").fill("The bulb was loose.");
        page.getByTestId("ticket-comment-send").click();
        assertThat(page.getByTestId("ticket-entry").first()).containsText("The bulb was loose.");
        page.getByTestId("ticket-reason").fill("It shines.");
        page.getByTestId("ticket-close").click();
        assertThat(page.getByTestId("ticket-status")).hasText("Closed");

        page.navigate(hub.url() + "/tickets");
        assertThat(page.getByTestId("tickets-none")).isVisible();
        page.getByTestId("tickets-all").click();
        assertThat(page.getByTestId("ticket-row")).containsText("Hall lamp");
    }

    @Test
    void goesFromAnAcknowledgedFaultToAVerifiedEnd() {
        Home.Person ana = home.person("Ana");
        Home.Thing speaker = home.device(ana, "Speaker", "generic");
        try (WireClient device = speaker.online()) {
            device.send("{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'major','active':true}");
            String fault = home.await(ana, "/devices/" + speaker.id() + "/faults", "/items/0/code", "AUDIO.CAPTURE")
                    .at("/items/0/id")
                    .asText();
            assertThat(ana.rest()
                            .post("/faults/" + fault + "/acknowledge", "{}")
                            .status())
                    .isBetween(200, 204);
            String ticket = ana.rest()
                    .post("/tickets", "{'device':'%s','fault':'%s'}".formatted(speaker.id(), fault))
                    .json()
                    .path("id")
                    .asText();

            Page page = windows.open(hub.url() + "/tickets", ana.login(), Home.PASSWORD);
            page.getByTestId("ticket-row").click();
            assertThat(page.getByTestId("fault-repair")).containsText("People work on it.");
            page.getByTestId("ticket-start").click();
            page.getByTestId("ticket-step").check();
            assertThat(page.getByTestId("ticket-entry").first()).containsText("Step 1 done");
            device.send("{'type':'fault','seq':2,'code':'AUDIO.CAPTURE','severity':'major','active':false}");
            // The check wants it to stay away for half a minute; what people say is verified at once.
            assertThat(page.getByTestId("ticket-status")).hasText("Verifying");
            home.await(ana, "/tickets/" + ticket, "/status", "verifying");
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", "ticket.png")));
            page.setViewportSize(360, 740);
            page.screenshot(
                    new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target", "ticket-phone.png")));
        }
    }
}
