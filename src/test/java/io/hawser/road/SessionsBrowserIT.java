package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hawser.domain.ErrorCode;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions as people see them: what lives, one from its begin to its end, and an absence that is none. */
@SuppressWarnings("NullAway.Init")
class SessionsBrowserIT {
    private static TestHub hub;
    private static Home home;
    private static Windows windows;

    @BeforeAll
    static void start() {
        hub = TestHub.start(Map.of("session.grace", "3s"));
        home = new Home(hub.port(), hub.adminToken());
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
    void followsASessionFromItsBeginToItsEnd() {
        Home.Person ana = home.person("Ana");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        WireClient device = lamp.hello("b1");
        String session = device.await("welcome").path("session").asText();
        device.send("{'type':'report','seq':1,'set':{'power':'on','brightness':40}}");
        device.await("ack");
        Page page = windows.open(hub.url() + "/sessions", ana.login(), Home.PASSWORD);

        Locator row = page.locator("[data-testid=session-row][data-session='" + session + "']");
        assertThat(row).containsText("Hall lamp");
        assertThat(row).containsText("1 report");
        page.getByTestId("sessions-kind-user").click();
        assertThat(row).isHidden();
        page.getByTestId("sessions-kind-all").click();
        page.getByTestId("sessions-search").fill("hall");
        assertThat(page.getByTestId("session-row")).hasCount(1);
        row.click();

        assertThat(page.getByTestId("session-page")).containsText("Connected");
        assertThat(page.getByTestId("session-counts")).containsText("Reports1");
        assertThat(page.getByTestId("timeline-row").first()).containsText("connected");
        assertThat(page.getByTestId("session-cleanup")).containsText("removes the oldest entry of the live log");

        page.getByTestId("terms-edit").click();
        page.locator("#term-ttl").fill("1");
        page.getByTestId("terms-submit").click();
        assertThat(page.getByTestId("terms-dialog")).containsText("must not be shorter than the heartbeat");
        page.locator("#term-ttl").fill("3600");
        page.getByTestId("terms-submit").click();
        assertThat(page.getByTestId("terms-dialog")).isHidden();

        page.getByTestId("session-end").click();
        page.getByTestId("session-end-confirm").click();
        assertThat(page.getByTestId("session-state")).containsText("Ended: ended by hand");
        assertThat(device.closeCode()).isEqualTo(4410);

        try (WireClient again = lamp.hello("b2")) {
            assertThat(again.await("welcome").path("ttl").asLong()).isEqualTo(3_600_000);
        }
        assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    @Test
    void saysInThePersonsLanguageWhatTheHubRefuses() {
        Home.Person mei = home.person("Mei");
        Home.Thing lamp = home.device(mei, "Study lamp", "light");
        String session = lamp.hello("b1").await("welcome").path("session").asText();
        Page page = windows.open();
        page.navigate(hub.url() + "/sessions/" + session);
        page.getByTestId("language-zh").click();
        windows.logIn(page, hub.url() + "/sessions/" + session, mei.login(), Home.PASSWORD);

        page.getByTestId("terms-edit").click();
        page.locator("#term-ttl").fill("1");
        page.getByTestId("terms-submit").click();
        assertThat(page.getByTestId("terms-dialog")).containsText("不能短于心跳间隔");
        assertThat(page.getByTestId("terms-dialog")).not().containsText("must");
    }

    /** Every code of the contract has a sentence in each of the panel's languages. */
    @Test
    void hasWordsForEveryCode() throws IOException {
        for (String language : List.of("en", "zh")) {
            String words = Files.readString(Path.of("webroot", "js", "i18n", language + ".js"));
            assertThat(Stream.of(ErrorCode.values()).map(code -> "'code." + code + "': '"))
                    .as(language)
                    .allMatch(words::contains);
        }
    }

    @Test
    void asksOnlyForTheSessionsThatChanged() {
        Home.Person ana = home.person("Cem");
        Home.Thing lamp = home.device(ana, "Attic lamp", "light");
        Home.Thing fan = home.device(ana, "Attic fan", "fan");
        WireClient device = lamp.online();
        fan.online();
        Page page = windows.open(hub.url() + "/sessions", ana.login(), Home.PASSWORD);
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/api/v1/sessions")) {
                asked.add(request.url());
            }
        });
        Locator rows = page.getByTestId("session-row");
        Locator dark = rows.filter(new Locator.FilterOptions().setHasText("Attic lamp"));
        assertThat(dark).hasAttribute("data-state", "active");
        assertThat(page.getByTestId("connection")).containsText("Live");
        page.getByTestId("sessions-kind-terminal").click();
        assertThat(rows).hasCount(1);
        page.getByTestId("sessions-kind-all").click();
        asked.clear();

        device.send("{'type':'bye','reason':'shutdown'}");

        assertThat(dark).isHidden();
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("Attic fan")))
                .hasAttribute("data-state", "active");
        assertThat(asked).isNotEmpty().allMatch(url -> url.contains("device=" + lamp.id()));
        lamp.hello("b2").await("welcome");
        assertThat(dark).hasAttribute("data-state", "active");
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void showsWhatAScreenDidAndALogInThatEndedLongAgo() throws SQLException {
        Home.Person dee = home.person("Dee");
        Home.Thing lamp = home.device(dee, "Cellar lamp", "light");
        lamp.online();
        WireClient screen = dee.terminal();
        screen.send("{'type':'command','id':'1','device':'" + lamp.id() + "','name':'set','args':{'power':'on'}}");
        screen.await("command");
        screen.close();
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO ended_sessions VALUES ('ses_past', 'user', '" + dee.id()
                            + "', 'LOGOUT', now() - interval '9 days', now() - interval '8 days', now() - interval '8 days', '10.0.0.9',"
                            + " 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'n1.abc', 7, 2, 300, 4096)");
        }
        home.await(dee, "/sessions?state=dormant&user=" + dee.id(), "/items/0/counts/commands", "1");
        Page page = windows.open(hub.url() + "/sessions", dee.login(), Home.PASSWORD);

        page.getByTestId("sessions-state").selectOption("away");
        Locator away = page.locator("[data-testid=session-row][data-state=dormant]");
        assertThat(away).containsText("1 command");
        page.getByTestId("sessions-state").selectOption("ended");
        Locator past = page.locator("[data-session=ses_past]");
        assertThat(past).containsText("Ended: logged out");
        assertThat(past).containsText("7 commands");
        past.locator("a").click();

        assertThat(page.getByTestId("session-page")).containsText("10.0.0.9");
        assertThat(page.getByTestId("session-counts")).containsText("Commands7");
        assertThat(page.getByTestId("session-counts")).containsText("Came back2");
        assertThat(page.getByTestId("session-counts")).not().containsText("Reports");
        assertThat(page.getByTestId("session-end")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void letsAnAdministratorSayWhatHoldsForAKindOfDevice() {
        Home.Person boss = home.person("Boss");
        home.admin().patch("/users/" + boss.id(), "{'role':'admin'}");
        Home.Person admin = home.login(boss.login());
        Home.Thing plug = home.device(admin, "Desk plug", "plug");
        String session = plug.hello("b1").await("welcome").path("session").asText();
        Page page = windows.open(hub.url() + "/sessions/" + session, admin.login(), Home.PASSWORD);

        page.getByTestId("terms-edit").click();
        page.getByTestId("terms-model").click();
        assertThat(page.getByTestId("terms-dialog")).containsText("A device that has a value of its own keeps it");
        page.locator("#term-ttl").fill("7200");
        page.getByTestId("terms-submit").click();
        assertThat(page.getByTestId("terms-dialog")).isHidden();

        Home.Thing other = home.device(admin, "Other plug", "plug");
        assertThat(other.hello("b1").await("welcome").path("ttl").asLong()).isEqualTo(7_200_000);
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void leavesNoScreenBehindWhenItsPageIsLoadedAnewOrClosed() {
        Home.Person eve = home.person("Eve");
        home.device(eve, "Stairs lamp", "light");
        Page page = windows.open(hub.url() + "/", eve.login(), Home.PASSWORD);
        assertThat(page.getByTestId("connection")).hasAttribute("data-synced", "true");
        List<String> first = screens(eve, "active");
        // A page that the browser keeps comes back to the same session.
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        assertThat(page.getByTestId("connection")).hasAttribute("data-state", "live");
        assertThat(screens(eve, "active")).isEqualTo(first);

        page.reload();

        assertThat(page.getByTestId("device-card")).hasCount(1);
        assertThat(page.getByTestId("connection")).hasAttribute("data-synced", "true");
        home.await(eve, "/sessions?state=ended", "/items/0/endReason", "BYE");
        assertThat(screens(eve, "ended")).isEqualTo(first);
        assertThat(screens(eve, "active")).hasSize(1).doesNotContainAnyElementsOf(first);
        assertThat(screens(eve, "dormant")).isEmpty();

        page.close();
        home.awaitItems(eve, "/sessions?state=ended", 2);
        assertThat(screens(eve, "dormant")).isEmpty();
        assertThat(windows.complaints()).isEmpty();
    }

    private static List<String> screens(Home.Person person, String state) {
        return person.rest().get("/sessions?state=" + state).json().path("items").findParents("kind").stream()
                .filter(one -> one.path("kind").asText().equals("terminal"))
                .map(one -> one.path("session").asText())
                .toList();
    }

    @Test
    void keepsItsTopBarWithinANarrowScreenWhileItOffersToReconnect() {
        Home.Person gil = home.person("Gil");
        Page page = windows.open(hub.url() + "/", gil.login(), Home.PASSWORD);
        page.setViewportSize(390, 844);
        assertThat(page.getByTestId("connection")).hasAttribute("data-synced", "true");
        gil.rest().delete("/sessions/" + screens(gil, "active").get(0));

        assertThat(page.getByTestId("reconnect")).isVisible();
        assertThat((Integer) page.evaluate("() => document.querySelector('.bar').scrollWidth"))
                .isLessThanOrEqualTo(390);
        assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void showsAnAbsenceOnlyOnceItLasts() {
        Home.Person ana = home.person("Ben");
        Home.Thing lamp = home.device(ana, "Porch lamp", "light");
        WireClient device = lamp.hello("b1");
        String resume = device.await("welcome").path("resume").asText();
        Page page = windows.open(hub.url() + "/devices/" + lamp.id(), ana.login(), Home.PASSWORD);
        Locator presence = page.getByTestId("presence");
        // From here on it is live: what it was before came by REST.
        assertThat(page.getByTestId("device-page")).hasAttribute("data-revision", "1");
        assertThat(presence).hasAttribute("data-status", "online");
        page.evaluate("""
                () => {
                  window.seen = new Set();
                  const look = () => {
                    window.seen.add(document.querySelector('[data-testid=presence]')?.dataset.status);
                    requestAnimationFrame(look);
                  };
                  look();
                }""");

        device.close();
        assertThat(page.getByTestId("log-row").first()).containsText("connection closed");
        WireClient back = lamp.resume(resume, "b1");
        back.await("welcome");
        assertThat(page.getByTestId("log-row").first()).containsText("came back");
        assertThat(page.evaluate("() => [...window.seen].join()")).isEqualTo("online");

        back.close();
        assertThat(presence).hasAttribute("data-status", "offline");
    }
}
