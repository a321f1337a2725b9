package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people at one device: each sees that the other is there, has a hand on a control, and what became of it. */
@SuppressWarnings("NullAway.Init")
class TogetherBrowserIT {
    private static TestHub hub;
    private static Home home;
    private static Windows windows;

    private Home.Person ana;
    private Home.Person ben;
    private Home.Thing lamp;
    private WireClient device;

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

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        ben = home.person("Ben");
        lamp = home.device(ana, "Hall lamp", "light");
        home.share(ana, lamp, ben, "controller");
        device = lamp.online();
        device.send("{'type':'report','seq':1,'set':{'power':'on','brightness':40}}");
        device.await("ack");
    }

    @AfterEach
    void leave() {
        windows.clear();
    }

    @Test
    void eachSeesThatTheOtherIsThereAndGoes() {
        Page hers = in(ana, "/devices/" + lamp.id());
        assertThat(hers.getByTestId("viewers")).isHidden();
        Page his = in(ben, "/devices/" + lamp.id());

        assertThat(hers.getByTestId("viewers")).hasAttribute("title", "Also watching: Ben");
        assertThat(his.getByTestId("viewers")).hasAttribute("title", "Also watching: Ana");

        his.close();
        assertThat(hers.getByTestId("viewers")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void showsTheHandOnTheControlAndWhoseCommandIsUnderWay() {
        Page hers = in(ana, "/devices/" + lamp.id());
        Page grid = in(ana, "/");
        Page his = in(ben, "/devices/" + lamp.id());
        assertThat(his.getByTestId("viewers")).isVisible();
        Locator row = hers.locator("[data-property=brightness]");

        drag(his);
        assertThat(row.getByTestId("adjusting")).hasText("Ben is adjusting this");
        assertThat(hers.getByTestId("adjusting")).hasCount(1);
        assertThat(grid.getByTestId("adjusting")).hasText("Brightness: Ben is adjusting this");
        assertThat(his.getByTestId("adjusting")).isHidden();

        his.mouse().up();
        assertThat(row.getByTestId("adjusting")).isHidden();
        Locator underWay = row.getByTestId("pending");
        assertThat(underWay).hasText("Ben: Sent, waiting for the device");
        String command = device.await("command").path("command").asText();
        device.send("{'type':'progress','command':'%s','status':'received'}".formatted(command));
        assertThat(underWay).hasText("Ben: The device has it");
        device.send("{'type':'progress','command':'%s','status':'running'}".formatted(command));
        assertThat(underWay).hasText("Ben: The device is on it");
        device.send("{'type':'report','seq':2,'set':{'brightness':80},'command':'%s'}".formatted(command));
        device.send("{'type':'result','command':'%s','ok':true}".formatted(command));
        assertThat(underWay).isHidden();
        assertThat(grid.getByTestId("adjusting")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void aHandThatVanishesLetsGo() {
        Page hers = in(ana, "/devices/" + lamp.id());
        Page his = in(ben, "/devices/" + lamp.id());
        assertThat(his.getByTestId("viewers")).isVisible();
        drag(his);
        assertThat(hers.getByTestId("adjusting")).isVisible();

        his.close();

        assertThat(hers.getByTestId("adjusting")).isHidden();
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void whoMayNoLongerSeeItHasAnEmptyPageAtOnce() {
        Page his = in(ben, "/devices/" + lamp.id());
        assertThat(his.getByTestId("device-name")).hasText("Hall lamp");

        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id());

        assertThat(his.locator("body")).containsText("This device is not here");
        assertThat(his.locator("body")).not().containsText("Hall lamp");
        device.send("{'type':'report','seq':3,'set':{'color':'#123456'}}");
        device.await("ack", frame -> frame.path("seq").asInt() == 3);
        assertThat(his.locator("body")).not().containsText("#123456");
        // What the page asked for in the moment in which the right ended is not there for him.
        assertThat(windows.complaints()).allMatch(complaint -> complaint.contains("404"));
    }

    @Test
    void anAnswerThatComesAfterTheRightEndedBringsNothingBack() {
        Page his = windows.open();
        String asked = "**/api/v1/devices/" + lamp.id();
        List<Runnable> late = new ArrayList<>();
        his.route(asked, route -> {
            APIResponse answer = route.fetch();
            late.add(() -> route.fulfill(new Route.FulfillOptions().setResponse(answer)));
        });
        windows.logIn(his, hub.url() + "/devices/" + lamp.id(), ben.login(), Home.PASSWORD);
        assertThat(his.getByTestId("device-name")).hasText("Hall lamp");
        his.waitForCondition(() -> !late.isEmpty());

        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id());
        assertThat(his.locator("body")).containsText("This device is not here");
        his.waitForResponse(asked, () -> late.forEach(Runnable::run));

        // The page has the answer, and has drawn since.
        his.evaluate(
                "() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 300))");
        assertThat(his.locator("body")).not().containsText("Hall lamp");
        assertThat(his.locator("body")).containsText("This device is not here");
    }

    /** Takes hold of the brightness and draws it further, and stays there. */
    private static void drag(Page page) {
        Locator slider = page.getByTestId("control-brightness");
        assertThat(slider).isEnabled();
        slider.scrollIntoViewIfNeeded();
        BoundingBox box = slider.boundingBox();
        double y = box.y + box.height / 2;
        page.mouse().move(box.x + box.width * 0.4, y);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.8, y, new Mouse.MoveOptions().setSteps(4));
    }

    private static Page in(Home.Person person, String path) {
        Page page = windows.open(hub.url() + path, person.login(), Home.PASSWORD);
        assertThat(page.getByTestId("connection")).isVisible();
        return page;
    }
}
