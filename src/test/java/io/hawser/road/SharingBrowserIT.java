package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two people and their panels: what one of them gives and takes the other sees at once, and both find it written down. */
@SuppressWarnings("NullAway.Init")
class SharingBrowserIT {
    private static TestHub hub;
    private static Home home;
    private static Windows windows;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
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
    void sharesADeviceAndTakesItBack() {
        Home.Person ana = home.person("Ana");
        Home.Person ben = home.person("Ben");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Page hers = in(ana, "/devices/" + lamp.id());
        Page his = in(ben, "/");
        Locator card = his.locator("[data-testid=device-card][data-device='" + lamp.id() + "']");
        assertThat(card).isHidden();

        hers.getByTestId("share-login").fill(ben.login());
        hers.getByTestId("share-role").selectOption("viewer");
        hers.getByTestId("share-submit").click();
        assertThat(hers.getByTestId("share-row")).containsText("Ben");
        assertThat(card).containsText("Hall lamp");
        assertThat(toast(his, "Hall lamp: Ana shares it with you: viewer")).isVisible();
        assertThat(his.getByTestId("bell-count")).hasText("1");

        hers.getByTestId("share-remove").click();
        assertThat(hers.getByTestId("share-row")).isHidden();
        assertThat(card).isHidden();

        his.navigate(hub.url() + "/inbox");
        Locator line = his.locator("main [data-testid=inbox-line]");
        assertThat(line).hasCount(1);
        assertThat(line).containsText("Ana no longer shares “Hall lamp” with you");
        assertThat(line).hasAttribute("href", "/inbox");

        his.navigate(hub.url() + "/activity");
        Locator entries = his.getByTestId("activity-item");
        assertThat(entries.nth(0)).containsText("Ana ended the sharing of Hall lamp with you");
        assertThat(entries.nth(1)).containsText("Ana shared Hall lamp with you: Viewer");
        his.getByTestId("activity-logins").click();
        assertThat(entries).hasCount(2);
        assertThat(entries.first()).containsText("You logged in");
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void invitesSomebodyWhoAcceptsOrDeclines() {
        Home.Person ana = home.person("Ana");
        Home.Person ben = home.person("Ben");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Page hers = in(ana, "/devices/" + lamp.id());
        Page his = in(ben, "/");
        invite(hers, ben);
        assertThat(his.getByTestId("invitation")).containsText("Ana invites you to use Hall lamp");
        his.getByTestId("invitation-decline").click();
        assertThat(his.getByTestId("invitation")).isHidden();
        assertThat(hers.getByTestId("invited-row")).isHidden();
        invite(hers, ben);
        his.getByTestId("invitation-accept").click();
        assertThat(his.getByTestId("device-card")).containsText("Hall lamp");
        assertThat(hers.getByTestId("share-row")).containsText("Ben");
        assertThat(hers.getByTestId("invited-row")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    private static Locator toast(Page page, String text) {
        return page.getByTestId("toast").filter(new Locator.FilterOptions().setHasText(text));
    }

    private static void invite(Page hers, Home.Person whom) {
        hers.getByTestId("share-login").fill(whom.login());
        hers.getByTestId("share-invite").click();
        assertThat(hers.getByTestId("invited-row")).containsText("Ben");
    }

    @Test
    void handsADeviceOverByTheAddressInAQrCode() {
        Home.Person ana = home.person("Ana");
        Home.Person ben = home.person("Ben");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Page hers = in(ana, "/devices/" + lamp.id());
        hers.getByTestId("device-menu").click();
        hers.getByTestId("device-claim").click();
        hers.getByTestId("claim-make").click();
        assertThat(hers.getByTestId("claim-qr").locator("path.qr-dots"))
                .hasAttribute("d", Pattern.compile("^M\\d.*z$"));
        String link = hers.getByTestId("claim-link").textContent();

        Page his = windows.open(link, ben.login(), Home.PASSWORD);
        assertThat(his.getByTestId("claim-device")).hasValue(lamp.id());
        assertThat(his).hasURL(hub.url() + "/claim");
        his.getByTestId("claim-submit").click();
        assertThat(his).hasURL(hub.url() + "/devices/" + lamp.id());
        assertThat(hers.getByTestId("device-menu")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void tellsBothBeforeAGrantEnds() {
        Home.Person ana = home.person("Ana");
        Home.Person ben = home.person("Ben");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Page hers = in(ana, "/");
        Page his = in(ben, "/");
        assertThat(hers.getByTestId("device-card")).containsText("Hall lamp");
        assertThat(his.getByTestId("connection")).containsText("Live");
        keepToasts(hers);
        keepToasts(his);

        ana.rest()
                .post(
                        "/devices/" + lamp.id() + "/shares",
                        "{'login':'%s','role':'viewer','expires':%d}"
                                .formatted(ben.login(), System.currentTimeMillis() + 15_000));

        assertThat(his.getByTestId("device-card")).containsText("Hall lamp");
        toasted(hers, "Hall lamp: It is shared with Ben until");
        toasted(his, "Hall lamp: It is shared with you until");
        assertThat(his.getByTestId("device-card")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void showsAdministratorsEverythingAndOthersWhatIsTheirs() {
        Home.Person ana = home.person("Ana");
        home.admin().as(null).post("/auth/login", "{'login':'%s','password':'a wrong guess'}".formatted(ana.login()));
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        ana.rest().put("/devices/" + lamp.id() + "/terms", "{'grace':3000}");
        lamp.online().close();
        String session = ana.rest()
                .get("/sessions?device=" + lamp.id())
                .json()
                .path("items")
                .get(0)
                .path("session")
                .asText();
        ana.rest().delete("/sessions/" + session);

        Page hers = in(ana, "/activity");
        Locator failed = hers.locator("[data-action=login_failed]");
        assertThat(failed).containsText("Failed log-in: you");
        assertThat(failed).containsText("127.0.0.1");
        assertThat(hers.locator("[data-action=user_added]")).containsText("added you");
        assertThat(hers.locator("[data-action=session_ended]")).containsText("You ended the session of Hall lamp");
        assertThat(hers.locator("[data-action=terms_changed]")).containsText("how long sessions of Hall lamp last");
        assertThat(hers.locator("[data-action=set_up]")).isHidden();
        assertThat(hers.locator(".brand .mark")).hasCSS("background-color", "rgba(0, 0, 0, 0)");
    }

    /** Writes down what is said for a moment: while one window is looked at, the other's words come and go. */
    private static void keepToasts(Page page) {
        page.evaluate(
                "() => { window.toasted = []; new MutationObserver(() => document.querySelectorAll('[data-testid=toast]')"
                        + ".forEach(t => window.toasted.push(t.textContent))).observe(document.body, {childList: true, subtree: true, characterData: true}); }");
    }

    private static void toasted(Page page, String text) {
        page.waitForFunction("text => window.toasted.some(t => t.includes(text))", text);
    }

    private static Page in(Home.Person person, String path) {
        Page page = windows.open(hub.url() + path, person.login(), Home.PASSWORD);
        assertThat(page.getByTestId("connection")).isVisible();
        return page;
    }
}
