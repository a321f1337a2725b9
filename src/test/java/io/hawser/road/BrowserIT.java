package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private final List<BrowserContext> windows = new ArrayList<>();

    @BeforeAll
    static void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        hub = TestHub.startWithoutAdministrator(Map.of("setup.code", "first-light"));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("hawser.chromium", "/usr/bin/chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        hub.close();
    }

    @AfterEach
    void leave() {
        windows.forEach(BrowserContext::close);
    }

    @Test
    void setsUpLogsInTwiceAndSeesInOneWindowWhatTheOtherDoes() {
        Page admin = window();
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

            Page other = window();
            other.navigate(hub.url());
            other.getByTestId("login-login").fill("ana");
            other.getByTestId("login-password").fill(PASSWORD);
            other.getByTestId("login-submit").click();

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
        assertThat(complaints).isEmpty();
    }

    private Page window() {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        context.setDefaultTimeout(20_000);
        windows.add(context);
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("401")) {
                complaints.add(message.text());
            }
        });
        return page;
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
