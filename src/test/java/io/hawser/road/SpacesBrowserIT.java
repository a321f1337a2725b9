package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A household in two panels: made, filled and joined in one, seen at once and left in the other. */
@SuppressWarnings("NullAway.Init")
class SpacesBrowserIT {
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

    @Test
    void makesAHouseholdThatAnotherSeesAtOnceAndLeaves() {
        Home.Person ana = home.person("Ana");
        Home.Person ben = home.person("Ben");
        Home.Thing lamp = home.device(ana, "Hall lamp", "light");
        Page hers = windows.open(hub.url() + "/spaces", ana.login(), Home.PASSWORD);
        Page his = windows.open(hub.url(), ben.login(), Home.PASSWORD);
        assertThat(his.getByTestId("connection")).isVisible();
        Locator card = his.locator("[data-testid=device-card][data-device='" + lamp.id() + "']");

        hers.getByTestId("space-add").click();
        assertThat(hers.locator("#space-name")).isFocused();
        hers.locator("#space-name").fill("Harbour House");
        hers.getByTestId("space-submit").click();
        assertThat(hers.getByTestId("space-name-shown")).hasText("Harbour House");
        hers.getByTestId("space-put-submit").click();
        assertThat(hers.getByTestId("space-device")).containsText("Hall lamp");
        assertThat(card).isHidden();
        hers.getByTestId("member-login").fill(ben.login());
        hers.getByTestId("member-submit").click();
        assertThat(hers.getByTestId("member")).hasCount(2);
        assertThat(card).containsText("Hall lamp");

        his.navigate(hub.url() + "/spaces");
        his.getByTestId("space").click();
        assertThat(his.getByTestId("space-page")).containsText("Hall lamp");
        assertThat(his.getByTestId("member-form")).isHidden();
        hers.getByTestId("space-device-remove").click();
        assertThat(his.getByTestId("space-device")).isHidden();
        his.getByTestId("space-leave").click();
        his.getByTestId("space-submit").click();
        assertThat(his.getByTestId("spaces-none")).isVisible();

        his.navigate(hub.url() + "/activity");
        assertThat(his.getByTestId("activity-item").first()).containsText("You left Harbour House");
        hers.navigate(hub.url() + "/activity");
        assertThat(hers.getByTestId("activity-item").first()).containsText("You took Hall lamp out of Harbour House");
        assertThat(windows.complaints()).isEmpty();
    }
}
