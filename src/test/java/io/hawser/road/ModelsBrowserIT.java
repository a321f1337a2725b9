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

/** Models and checks as people see and change them. */
@SuppressWarnings("NullAway.Init")
class ModelsBrowserIT {
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
    void letsAManagerWatchOtherwise() {
        Home.Person ana = home.person("Ana");
        Home.Thing sensor = home.device(ana, "Cellar", "temperature");
        Page page = windows.open(hub.url() + "/devices/" + sensor.id(), ana.login(), Home.PASSWORD);
        Locator range = page.locator("[data-testid=check-row][data-check='SENSOR.RANGE']");
        assertThat(range).containsText("Temperature outside -40 °C to 60 °C, for 2 min");

        range.getByTestId("check-change").click();
        page.locator("[data-testid=check-field][data-path='when/outside/1']").fill("30");
        page.locator("[data-testid=check-field][data-path='for']").fill("soon");
        page.getByTestId("check-save").click();
        assertThat(page.getByTestId("check-error")).containsText("30s, 5m or 2h");
        page.locator("[data-testid=check-field][data-path='for']").fill("5m");
        page.getByTestId("check-save").click();
        assertThat(range).containsText("Temperature outside -40 °C to 30 °C, for 5 min");
        assertThat(range).containsText("set for this device");

        range.getByTestId("check-change").click();
        page.getByTestId("check-toggle").click();
        assertThat(range).containsText("switched off");
        range.getByTestId("check-change").click();
        page.getByTestId("check-reset").click();
        assertThat(range).containsText("60 °C, for 2 min");
        assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    @Test
    void showsAnAdministratorEachErrorOfAModelAtItsLine() {
        Page page = windows.open(hub.url() + "/models", "root", Home.PASSWORD);
        page.locator("[data-testid=model-row][data-model=plug]").click();
        assertThat(page.getByTestId("model-page")).containsText("Overload");
        assertThat(page.getByTestId("model-page")).containsText("Load above 3,680 W, for 30 s");

        page.getByTestId("model-edit").click();
        Locator text = page.getByTestId("model-text");
        String written = text.inputValue();
        assertThat(written).startsWith("# A socket");
        text.fill(written.replace("above: 3680", "abve: 3680"));
        page.getByTestId("model-save").click();
        assertThat(page.getByTestId("model-errors")).containsText("/checks/0/when/abve");
        page.getByTestId("model-errors").locator("button").first().click();
        String selected = (String) text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)");
        assertThat(selected).contains("abve: 3680");

        text.fill(written.replace("above: 3680", "above: 3000"));
        page.getByTestId("model-save").click();
        assertThat(page.getByTestId("model-page")).containsText("Load above 3,000 W");
        page.getByTestId("model-remove").click();
        page.getByTestId("model-remove-go").click();
        assertThat(page.getByTestId("model-page")).containsText("Load above 3,680 W");
        // The browser's own word on the text that was refused.
        assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("422"));
    }
}
