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
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The panel in a real Chromium, from set-up to a light that one window switches and another sees. */
@SuppressWarnings("NullAway.Init")
class BrowserIT {
    private static final String PASSWORD = "correct horse battery";

    private static TestHub hub;
    private static Windows windows;

    @BeforeAll
    static void start() {
        hub = TestHub.startWithoutAdministrator(Map.of("setup.code", "first-light"));
        windows = new Windows();
    }

    @AfterAll
    static void stop() {
        windows.close();
        hub.close();
    }

    @AfterEach
    void leave() {
        windows.clear();
    }

    @Test
    void setsUpLogsInTwiceAndSeesInOneWindowWhatTheOtherDoes() {
        Page admin = windows.open();
        admin.navigate(hub.url());
        admin.getByTestId("setup-code").fill("first-light");
        admin.getByTestId("setup-name").fill("Ana");
        admin.getByTestId("setup-login").fill("ana");
        admin.getByTestId("setup-password").fill(PASSWORD);
        admin.getByTestId("setup-submit").click();
        assertThat(admin.getByTestId("connection")).isVisible();

        Home home = new Home(hub.port(), token());
        Home.Person ana = home.login("ana");
        Home.Thing lamp = home.device(ana, "<b>Kitchen</b> light", "light");
        try (WireClient device = lamp.online()) {
            device.send("{'type':'report','seq':1,'set':{'power':'off','brightness':40}}");
            device.await("ack");

            Page other = windows.open(hub.url(), "ana", PASSWORD);

            Locator mine = card(admin, lamp);
            Locator theirs = card(other, lamp);
            assertThat(mine).isVisible();
            assertThat(theirs).isVisible();
            assertThat(theirs).containsText("<b>Kitchen</b> light");
            assertThat(mine.getByTestId("power-toggle")).hasAttribute("aria-checked", "false");

            mine.getByTestId("power-toggle").click();
            JsonNode offer = device.await("command");
            assertThat(offer.path("args").path("power").asText()).isEqualTo("on");
            assertThat(mine.getByTestId("power-toggle")).hasAttribute("aria-busy", "true");
            assertThat(theirs.getByTestId("pending")).isVisible();
            String command = offer.path("command").asText();
            device.send("{'type':'progress','command':'%s','status':'received'}".formatted(command));
            device.send("{'type':'report','seq':2,'set':{'power':'on'},'command':'%s'}".formatted(command));
            device.send("{'type':'result','command':'%s','ok':true}".formatted(command));

            assertThat(theirs.getByTestId("power-toggle")).hasAttribute("aria-checked", "true");
            assertThat(mine.getByTestId("power-toggle")).hasAttribute("aria-checked", "true");
            assertThat(mine.getByTestId("power-toggle")).hasAttribute("aria-busy", "false");
        }
        assertThat(card(admin, lamp)).hasAttribute("data-status", "offline");
        assertThat(windows.complaints()).isEmpty();
    }

    private static Locator card(Page page, Home.Thing device) {
        return page.locator("[data-testid=device-card][data-device='" + device.id() + "']");
    }

    private static String token() {
        return new RestClient(hub.port(), null)
                .post("/auth/login", "{'login':'ana','password':'" + PASSWORD + "'}")
                .json()
                .path("accessToken")
                .asText();
    }
}
