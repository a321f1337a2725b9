package io.hawser.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Chromium, each of whose windows is another person's: nothing is shared between them. */
public final class Windows implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();
    private final List<BrowserContext> open = new ArrayList<>();

    public Windows() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
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

    /** A new one, in English. */
    public Page open() {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        context.setDefaultTimeout(PATIENCE_MS);
        open.add(context);
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("401")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    /** A new one in which somebody has logged in to see that page. */
    public Page open(String url, String login, String password) {
        Page page = open();
        logIn(page, url, login, password);
        return page;
    }

    /** Opens that page in a window and logs in there. */
    public void logIn(Page page, String url, String login, String password) {
        page.navigate(url);
        page.getByTestId("login-login").fill(login);
        page.getByTestId("login-password").fill(password);
        page.getByTestId("login-submit").click();
    }

    /** What scripts failed at, and what the console calls an error; a log-in that has ended is none. */
    public List<String> complaints() {
        return complaints;
    }

    /** Closes all windows and forgets the complaints. */
    public void clear() {
        open.forEach(BrowserContext::close);
        open.clear();
        complaints.clear();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
