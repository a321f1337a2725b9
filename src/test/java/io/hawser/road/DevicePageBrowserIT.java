package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import io.hawser.testing.WireClient;
import org.junit.jupiter.api.Test;

/** The page of a device in a real Chromium: what it says of a lock, and where the keyboard is after a dialog. */
class DevicePageBrowserIT {
    @Test
    void tellsALockByOneWordAndBringsTheKeyboardBack() {
        try (TestHub hub = TestHub.start();
                Windows windows = new Windows()) {
            Home home = new Home(hub.port(), hub.adminToken());
            Home.Person ana = home.person("Ana");
            Home.Person ben = home.person("Ben");
            Home.Thing lock = home.device(ana, "Front door", "lock");
            Page page = windows.open(hub.url() + "/devices/" + lock.id(), ana.login(), Home.PASSWORD);
            try (WireClient device = lock.online()) {
                device.send("{'type':'report','seq':1,'set':{'locked':false,'battery':97}}");
                device.await("ack");

                // "Locked Unlocked" would say both.
                assertThat(page.getByTestId("label-locked")).hasText("Unlocked");
                assertThat(page.locator("[data-kind=state] .log-text")).hasText("Unlocked · Battery 97%");

                page.getByTestId("command-lock").click();
                String command = device.await("command").path("command").asText();
                device.send("{'type':'report','seq':2,'set':{'locked':true},'command':'%s'}".formatted(command));
                device.send("{'type':'result','command':'%s','ok':true}".formatted(command));
                assertThat(page.getByTestId("label-locked")).hasText("Locked");
            }

            page.getByTestId("share-login").fill(ben.login());
            page.getByTestId("share-submit").click();
            assertThat(page.getByTestId("share-row")).containsText("Ben");
            assertThat(page.getByTestId("share-role")).hasValue("controller");
            assertThat(page.locator("[data-kind=share] .log-by").first()).hasText("You");

            page.getByTestId("device-menu").click();
            page.getByTestId("device-rename").click();
            assertThat(page.locator("#device-new-name")).isFocused();
            page.keyboard().press("Escape");
            assertThat(page.getByTestId("device-menu")).isFocused();
            assertThat(windows.complaints()).isEmpty();
        }
    }
}
