package io.hawser.road;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.Windows;
import io.hawser.testing.WireClient;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bell, the inbox, the page of one's notifications and that of the messages, and the mail that comes of them. */
@SuppressWarnings("NullAway.Init")
class AlertsBrowserIT {
    private static GreenMail server;
    private static TestHub hub;
    private static Home home;
    private static Windows windows;

    @BeforeAll
    static void start() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        hub = TestHub.start(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(server.getSmtp().getPort()),
                "mail.tls", "none",
                "mail.from", "hub@hawser.example",
                "public.url", "https://hub.example",
                "alert.settle", "0s",
                "repair.automatic", "false"));
        home = new Home(hub.port(), hub.adminToken());
        windows = new Windows();
    }

    @AfterAll
    static void stop() {
        windows.close();
        hub.close();
        server.stop();
    }

    @AfterEach
    void leave() {
        windows.clear();
    }

    @Test
    void tellsAtTheBellWhatFailsAsItFails() {
        Home.Person ana = home.person("Ana");
        Home.Thing speaker = home.device(ana, "Hall <b>speaker", "speaker");
        Page page = in(ana, "/");
        assertThat(page.getByTestId("bell")).isVisible();
        assertThat(page.getByTestId("bell-count")).isHidden();
        WireClient device = speaker.online();
        device.send("{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'major','active':true}");

        assertThat(page.getByTestId("bell-count")).hasText("1");
        assertThat(page.getByTestId("toast")).containsText("Hall <b>speaker");
        page.getByTestId("bell").click();
        Locator line = page.locator("#bell-menu [data-testid=inbox-line]");
        assertThat(line).containsText("Hall <b>speaker: ");
        assertThat(line).hasAttribute("href", Pattern.compile("/faults/flt_.*"));
        look(page, "bell");
        page.getByTestId("bell-all").click();
        assertThat(page.locator("main h1")).hasText("Inbox");
        assertThat(page.locator("main [data-testid=inbox-line]")).hasCount(1);
        look(page, "inbox");
        page.getByTestId("inbox-read").click();
        assertThat(page.getByTestId("bell-count")).isHidden();
        page.getByTestId("inbox-unread").click();
        assertThat(page.locator("main [data-testid=inbox-line]")).hasCount(0);
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void sendsMailToAnAddressOnceItIsProven() throws Exception {
        Home.Person ana = home.person("Ana");
        Page page = in(ana, "/notifications");
        page.getByTestId("to-mail").fill("not an address");
        page.getByTestId("to-mail").evaluate("input => input.form.noValidate = true");
        page.getByTestId("save-mail").click();
        assertThat(page.locator(".field-error")).containsText("must be an e-mail address");
        String address = ana.login() + "@example.org";
        page.getByTestId("to-mail").fill(address);
        page.getByTestId("save-mail").click();
        page.getByTestId("code-mail").fill("00000000");
        page.getByTestId("prove-mail").click();
        assertThat(page.locator(".field-error")).containsText("That is not the code");
        look(page, "notifications");
        assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
        page.getByTestId("code-mail").fill(code(address));
        page.getByTestId("prove-mail").click();
        assertThat(page.locator(".notify-proven")).containsText("Proven to be yours");
        page.getByTestId("test-mail").click();
        assertThat(page.getByTestId("toast").last()).containsText("Sent.");
        assertThat(of(address)).isEqualTo(2);

        page.getByTestId("quiet").click();
        assertThat(page.getByTestId("quiet-from")).hasValue("22:00");
        page.getByTestId("quiet-from").fill("23:15");
        page.getByTestId("digest").click();
        assertThat(page.getByTestId("digest-at")).hasValue("08:00");
        page.reload();
        assertThat(page.getByTestId("quiet-from")).hasValue("23:15");
        assertThat(page.getByTestId("to-mail")).hasValue(address);
        page.setViewportSize(360, 760);
        look(page, "notifications-phone");
        page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
        look(page, "notifications-dark");
        assertThat(windows.complaints().stream().filter(text -> !text.contains("422")))
                .isEmpty();
    }

    @Test
    void showsAdministratorsWhatWentOutAndTheirWebhooks() {
        Page page = windows.open(hub.url() + "/messages", "root", Home.PASSWORD);
        assertThat(page.locator("main h1")).hasText("Messages");
        page.getByTestId("webhook-add").click();
        page.locator("#webhook-url").fill("http://127.0.0.1:9/hook");
        page.getByTestId("webhook-submit").click();
        assertThat(page.getByTestId("webhook-secret")).containsText("whsec_");
        page.locator("dialog .button.primary").click();

        Home.Person ana = home.person("Ana");
        WireClient device = home.device(ana, "Porch lamp", "light").online();
        device.send("{'type':'fault','seq':1,'code':'LAMP.BROKEN','severity':'critical','active':true}");
        page.getByTestId("messages-failed").click();
        Locator given = page.getByTestId("message").filter(new Locator.FilterOptions().setHasText("Porch lamp"));
        while (given.count() == 0) {
            page.getByTestId("messages-failed").click();
            page.waitForTimeout(200);
        }
        assertThat(given.first()).containsText("private network");
        assertThat(given.first().getByTestId("message-hint")).containsText("webhook.private");
        assertThat(given.first()).containsText("given up ");
        page.reload();
        assertThat(page.getByTestId("given-up")).containsText("1 given up");
        page.getByTestId("given-up-show").click();
        assertThat(given).hasCount(1);
        looks(page, "messages");
        given.first().getByTestId("message-retry").click();
        assertThat(page.getByTestId("toast").last()).containsText("It is tried now.");
        assertThat(page.getByTestId("retry-all")).hasCount(0);

        WireClient other = home.device(ana, "Gate lamp", "light").online();
        other.send("{'type':'fault','seq':1,'code':'LAMP.BROKEN','severity':'critical','active':true}");
        Locator both = page.getByTestId("message").filter(new Locator.FilterOptions().setHasText("private network"));
        while (both.count() < 2) {
            page.getByTestId("messages-failed").click();
            page.waitForTimeout(200);
        }
        assertThat(page.getByTestId("retry-all")).hasText("Try all 2 again");
        Set<String> tried = ConcurrentHashMap.newKeySet();
        page.onResponse(response -> {
            if (response.url().endsWith("/retry") && response.ok()) {
                tried.add(response.url());
            }
        });
        page.getByTestId("retry-all").click();
        page.waitForCondition(() -> tried.size() == 2);
        assertThat(page.getByTestId("toast").last()).containsText("It is tried now.");
        assertThat(both).hasCount(2);
        page.getByTestId("webhook-remove").click();
        assertThat(page.getByTestId("webhook")).hasCount(0);
        assertThat(windows.complaints().stream().filter(text -> !text.contains("404")))
                .isEmpty();
    }

    @Test
    void showsWhoManagesASpaceItsWebhooksAndNobodyElse() {
        Home.Person ana = home.person("Ana");
        Home.Person ben = home.person("Ben");
        String space = ana.rest()
                .post("/spaces", "{'name':'Harbour House'}")
                .json()
                .path("id")
                .asText();
        ana.rest().post("/spaces/" + space + "/members", "{'login':'%s','role':'controller'}".formatted(ben.login()));
        Page hers = in(ana, "/spaces/" + space);
        hers.getByTestId("webhook-add").click();
        hers.locator("#webhook-url")
                .fill("https://ops.example/hooks/harbour-house?token=of-the-people-who-look-after-it");
        hers.getByTestId("webhook-submit").click();
        assertThat(hers.getByTestId("webhook-secret")).containsText("whsec_");
        hers.locator("dialog .button.primary").click();
        assertThat(hers.getByTestId("webhook")).containsText("ops.example");
        looks(hers, "space");
        Page his = in(ben, "/spaces/" + space);
        assertThat(his.getByTestId("member")).hasCount(2);
        assertThat(his.locator("hw-webhooks")).hasCount(0);
        assertThat(windows.complaints()).isEmpty();
    }

    @Test
    void canBeInstalledAndNeverAnswersFromAStore() {
        Home.Person ana = home.person("Ana");
        Page page = in(ana, "/");
        assertThat(page.getByTestId("bell")).isVisible();
        Object manifest = page.evaluate(
                "async () => { const m = await (await fetch(document.querySelector('link[rel=manifest]').href)).json();"
                        + " const found = await Promise.all(m.icons.map(async (i) => (await fetch(i.src)).status));"
                        + " return m.display + ' ' + found.join(); }");
        assertThat(manifest).isEqualTo("standalone 200,200,200,200");
        Object worker = page.evaluate(
                "async () => { const r = await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready;"
                        + " const text = await (await fetch('/sw.js')).text(); const stores = await caches.keys(); await r.unregister();"
                        + " return text.includes(\"'fetch'\") + ' ' + stores.length; }");
        assertThat(worker).isEqualTo("false 0");
        assertThat(windows.complaints()).isEmpty();
    }

    private static Page in(Home.Person person, String path) {
        return windows.open(hub.url() + path, person.login(), Home.PASSWORD);
    }

    private static String code(String address) throws Exception {
        for (MimeMessage message : server.getReceivedMessages()) {
            if (message.getAllRecipients()[0].toString().equals(address)) {
                return message.getSubject().replaceAll("\\D", "");
            }
        }
        throw new AssertionError("no code came to " + address);
    }

    private static long of(String address) throws Exception {
        long count = 0;
        for (MimeMessage message : server.getReceivedMessages()) {
            count += message.getAllRecipients()[0].toString().equals(address) ? 1 : 0;
        }
        return count;
    }

    /** Pictures in light and dark, on a desk and in a hand, in both languages. */
    private static void looks(Page page, String name) {
        if (System.getProperty("hawser.pictures") == null) {
            return;
        }
        for (int width : new int[] {1280, 390}) {
            page.setViewportSize(width, 900);
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                look(page, name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
            }
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(1280, 900);
    }

    /** A picture for who wants to see it. */
    private static void look(Page page, String name) {
        String folder = System.getProperty("hawser.pictures");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(folder, name + ".png")));
        }
    }
}
