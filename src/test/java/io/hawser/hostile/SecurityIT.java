package io.hawser.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Forge;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an enemy would try from outside, with a client of his own. */
class SecurityIT {
    private static final List<String> SUBPROTOCOL = List.of("hawser.v1");

    /** Answers to a known and an unknown name take as long as one another but for noise; a short cut would be a factor of many. */
    private static final double ALIKE = 2;

    /** Within that what is taken away reaches open sockets. */
    private static final Duration REACHES = Duration.ofSeconds(1);

    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Thing lamp;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        lamp = home.device(ana, "Lamp", "generic");
    }

    @Test
    void refusesForgedTokensOverBothWays() throws Exception {
        Forge forge = new Forge(hub.data().resolve("secrets/tokens.jwk"), ana.token());
        assertThat(get(forge.ourOwn(claims -> {})).status())
                .as("the forge works")
                .isEqualTo(200);
        for (Map.Entry<String, String> forged : forge.all().entrySet()) {
            RestClient.Answer answer = get(forged.getValue());
            assertThat(answer.status()).as(forged.getKey()).isEqualTo(401);
            assertThat(answer.json().path("code").asText()).as(forged.getKey()).isEqualTo("UNAUTHENTICATED");
            assertTerminalRefused(forged.getKey(), forged.getValue(), "UNAUTHENTICATED");
        }
        assertThat(get(forge.expired()).json().path("code").asText()).isEqualTo("TOKEN_EXPIRED");
        assertTerminalRefused("expired", forge.expired(), "TOKEN_EXPIRED");
    }

    @Test
    void keepsCredentialsToWhatTheyAreFor() {
        String resume = lamp.online().all().get(0).path("resume").asText();
        for (String other : List.of(lamp.secret(), lamp.claimCode(), resume, ana.refresh())) {
            assertThat(get(other).status()).isEqualTo(401);
            assertTerminalRefused("a credential of another use", other, "UNAUTHENTICATED");
        }
        for (String other : List.of(ana.refresh(), "correct horse battery", lamp.claimCode())) {
            for (String field : List.of("secret", "resume")) {
                WireClient device = lamp.socket()
                        .send("{'type':'hello','device':'%s','%s':'%s','boot':'b'}".formatted(lamp.id(), field, other));
                assertThat(device.await("error").path("code").asText()).isEqualTo("UNAUTHENTICATED");
                assertThat(device.closeCode()).isEqualTo(4401);
            }
        }
        RestClient.Answer refreshed =
                home.admin().as(null).post("/auth/refresh", "{'refreshToken':'%s'}".formatted(lamp.secret()));
        assertThat(refreshed.status()).isEqualTo(401);
    }

    @Test
    void takesNoCredentialFromAnAddress() {
        for (String name : List.of("token", "access_token", "authorization", "Token")) {
            String query = "?" + name + "=" + ana.token();
            RestClient.Answer answer = home.admin().as(null).get("/me" + query);
            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(answer.text()).doesNotContain(ana.token());
            for (String path : List.of("/ws/terminal", "/ws/device")) {
                assertThatThrownBy(() -> WireClient.connect(hub.port(), path + query))
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                refused -> assertThat(refused.getResponse().statusCode())
                                        .isEqualTo(400));
            }
        }
    }

    @Test
    void opensNoTerminalForAForeignPage() {
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1", "file://", "")) {
            assertThatThrownBy(
                            () -> WireClient.connect(hub.port(), "/ws/terminal", Map.of("Origin", origin), SUBPROTOCOL))
                    .as(origin)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(403));
        }
        WireClient.connect(hub.port(), "/ws/terminal", Map.of("Origin", "http://127.0.0.1:" + hub.port()), SUBPROTOCOL)
                .close();
    }

    @Test
    void endsTheWholeFamilyWhenARefreshTokenIsShownTwice() {
        WireClient terminal = ana.terminal();
        RestClient anybody = home.admin().as(null);
        String body = "{'refreshToken':'%s'}".formatted(ana.refresh());
        RestClient.Answer first = anybody.post("/auth/refresh", body);
        assertThat(first.status()).isEqualTo(200);

        assertThat(anybody.post("/auth/refresh", body).status()).isEqualTo(401);

        assertThat(terminal.closeCode()).isEqualTo(4401);
        assertThat(ana.rest().get("/me").status()).isEqualTo(401);
        assertThat(get(first.json().path("accessToken").asText()).status()).isEqualTo(401);
        String newest = first.json().path("refreshToken").asText();
        assertThat(anybody.post("/auth/refresh", "{'refreshToken':'%s'}".formatted(newest))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void reachesOpenSocketsWithinASecondWithWhateverIsTakenAway() {
        WireClient loggedOut = ana.terminal();
        assertThat(ana.rest().post("/auth/logout", "").status()).isEqualTo(204);
        withinASecond(() -> assertThat(loggedOut.closeCode()).isEqualTo(4401));

        Home.Person ben = home.person("Ben");
        WireClient disabled = ben.terminal();
        assertThat(home.admin().patch("/users/" + ben.id(), "{'disabled':true}").status())
                .isEqualTo(200);
        withinASecond(() -> assertThat(disabled.closeCode()).isEqualTo(4401));

        Home.Person cem = home.person("Cem");
        WireClient promoted = cem.terminal();
        assertThat(home.admin()
                        .patch("/users/" + cem.id(), "{'role':'technician'}")
                        .status())
                .isEqualTo(200);
        withinASecond(() -> assertThat(promoted.closeCode()).isEqualTo(4401));

        Home.Person owner = home.login(ana.login());
        Home.Person dana = home.person("Dana");
        home.share(owner, lamp, dana, "viewer");
        WireClient unshared = dana.watching("['*']");
        assertThat(owner.rest()
                        .delete("/devices/" + lamp.id() + "/shares/" + dana.id())
                        .status())
                .isEqualTo(204);
        withinASecond(() ->
                assertThat(unshared.await("removed").path("reason").asText()).isEqualTo("SHARE_REVOKED"));

        WireClient online = lamp.online();
        assertThat(owner.rest().post("/devices/" + lamp.id() + "/secret", "").status())
                .isEqualTo(200);
        withinASecond(() -> assertThat(online.closeCode()).isEqualTo(4410));
    }

    /** Counted from the answer to the request that took it away. */
    private static void withinASecond(Runnable reached) {
        assertThat(Duration.ofNanos(nanos(reached))).isLessThan(REACHES);
    }

    @Test
    void doesSoWithinASecond() {
        withinASecond("a log-out", () -> {
            Home.Person who = home.person("Eve");
            return closing(who.terminal(), 4401, () -> who.rest().post("/auth/logout", ""));
        });
        withinASecond("a log-out everywhere else", () -> {
            Home.Person who = home.person("Eve");
            WireClient elsewhere = home.login(who.login()).terminal();
            return closing(elsewhere, 4401, () -> who.rest().post("/auth/logout-others", ""));
        });
        withinASecond("a change of password", () -> {
            Home.Person who = home.person("Eve");
            WireClient elsewhere = home.login(who.login()).terminal();
            String change = "{'current':'%s','password':'staple staple staple'}".formatted(Home.PASSWORD);
            return closing(elsewhere, 4401, () -> who.rest().put("/me/password", change));
        });
        withinASecond("the end of a session", () -> {
            Home.Person who = home.person("Eve");
            WireClient terminal = who.terminal();
            String session = terminal.all().get(0).path("session").asText();
            return closing(terminal, 4410, () -> who.rest().delete("/sessions/" + session));
        });
        withinASecond("an account that is disabled", () -> {
            Home.Person who = home.person("Eve");
            return closing(who.terminal(), 4401, () -> home.admin().patch("/users/" + who.id(), "{'disabled':true}"));
        });
        withinASecond("another role", () -> {
            Home.Person who = home.person("Eve");
            return closing(
                    who.terminal(), 4401, () -> home.admin().patch("/users/" + who.id(), "{'role':'technician'}"));
        });
        withinASecond("an account that is removed", () -> {
            Home.Person who = home.person("Eve");
            return closing(who.terminal(), 4401, () -> home.admin().delete("/users/" + who.id()));
        });
        withinASecond("a share that ends", () -> {
            Home.Person who = home.person("Eve");
            home.share(ana, lamp, who, "viewer");
            WireClient terminal = who.watching("['*']");
            long begun = System.nanoTime();
            ana.rest().delete("/devices/" + lamp.id() + "/shares/" + who.id());
            terminal.await("removed");
            return Duration.ofNanos(System.nanoTime() - begun);
        });
        withinASecond(
                "a new secret",
                () -> closing(lamp.online(), 4410, () -> ana.rest().post("/devices/" + lamp.id() + "/secret", "")));
    }

    private static Duration closing(WireClient open, int code, Supplier<RestClient.Answer> taken) {
        long begun = System.nanoTime();
        RestClient.Answer answer = taken.get();
        assertThat(answer.status()).as(answer.toString()).isIn(200, 204);
        assertThat(open.closeCode()).isEqualTo(code);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** From the request to the socket's end. A machine that is busy may need another try; one that is too slow by design never gets there. */
    private static void withinASecond(String what, Supplier<Duration> once) {
        Duration best = once.get();
        for (int tried = 1; tried < 3 && best.compareTo(REACHES) >= 0; tried++) {
            Duration next = once.get();
            best = next.compareTo(best) < 0 ? next : best;
        }
        assertThat(best).as(what).isLessThan(REACHES);
    }

    @Test
    void leavesOtherLogInsAloneAtAChangeOfPasswordWhereThatIsAskedFor() {
        WireClient elsewhere = home.login(ana.login()).terminal();

        assertThat(ana.rest()
                        .put(
                                "/me/password",
                                "{'current':'%s','password':'staple staple staple','endOthers':false}"
                                        .formatted(Home.PASSWORD))
                        .status())
                .isEqualTo(204);

        elsewhere.send("{'type':'ping'}");
        elsewhere.await("pong");
        assertThat(elsewhere.isClosed()).isFalse();
    }

    @Test
    void slowsGuessingWithoutLockingTheOwnerOut() {
        try (TestHub guarded = TestHub.start(Map.of("limits.login.attempts", "5", "http.proxies", "127.0.0.0/8"))) {
            Home there = new Home(guarded.port(), guarded.adminToken());
            RestClient anybody = there.admin().as(null);
            Home.Person owner = there.person("Owner");
            String right = "{'login':'%s','password':'correct horse battery'}".formatted(owner.login());
            assertThat(login(anybody, right, "192.0.2.1").status()).isEqualTo(200);

            int tries = 0;
            RestClient.Answer answer;
            do {
                String wrong = "{'login':'%s','password':'wrong guess %d'}".formatted(owner.login(), tries);
                answer = login(anybody, wrong, "198.51.100." + tries % 200);
                tries++;
            } while (answer.status() == 401 && tries < 200);

            assertThat(answer.status()).as("after " + tries + " guesses").isEqualTo(429);
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            assertThat(answer.json().path("retryAfter").asLong()).isPositive();
            assertThat(login(anybody, right, "198.51.100.250").status())
                    .as("the right password from a new address, meanwhile")
                    .isEqualTo(429);
            assertThat(login(anybody, right, "192.0.2.1").status())
                    .as("the owner at home")
                    .isEqualTo(200);
        }
    }

    @Test
    void believesNoForwardedAddressOfAStranger() {
        try (TestHub guarded = TestHub.start(Map.of("limits.login.attempts", "3"))) {
            RestClient anybody = new RestClient(guarded.port(), null);
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                // Each try with another account and another address of its own invention.
                statuses.add(login(anybody, "{'login':'nobody%d','password':'wrong'}".formatted(i), "192.0.2." + i)
                        .status());
            }
            assertThat(statuses).contains(429);
        }
    }

    @Test
    void takesAsLongForTheUnknownAsForTheKnown() {
        RestClient anybody = home.admin().as(null);
        assertAlike(
                "log-ins",
                12,
                () -> anybody.post("/auth/login", "{'login':'%s','password':'a wrong guess'}".formatted(ana.login())),
                () -> anybody.post("/auth/login", "{'login':'nobody-at-all','password':'a wrong guess'}"));
        assertAlike("devices", 150, () -> wrongSecret(lamp.id()), () -> wrongSecret("dev_unknown"));
    }

    @Test
    void keepsItsFilesToItself() throws Exception {
        try (var files = Files.walk(hub.data())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String mode =
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                assertThat(mode).as(file.toString()).isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    private static RestClient.Answer get(String token) {
        return new RestClient(hub.port(), token).get("/me");
    }

    private static RestClient.Answer login(RestClient client, String body, String address) {
        return client.post("/auth/login", body, "X-Forwarded-For", address);
    }

    private static void assertTerminalRefused(String what, String token, String code) {
        WireClient terminal = WireClient.connect(hub.port(), "/ws/terminal");
        terminal.send("{'type':'hello','token':'%s'}".formatted(token));
        JsonNode error = terminal.await("error");
        assertThat(error.path("code").asText()).as(what).isEqualTo(code);
        assertThat(error.toString()).doesNotContain(token);
        assertThat(terminal.closeCode()).as(what).isEqualTo(4401);
    }

    private static void wrongSecret(String device) {
        try (WireClient client = WireClient.connect(hub.port(), "/ws/device")) {
            client.send("{'type':'hello','device':'%s','secret':'wrong','boot':'b'}".formatted(device));
            client.await("error");
        }
    }

    /** Interleaved, so that a busy moment is both's. */
    private static void assertAlike(String what, int times, Runnable known, Runnable unknown) {
        List<Long> one = new ArrayList<>();
        List<Long> other = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            one.add(nanos(known));
            other.add(nanos(unknown));
        }
        double ratio = (double) median(one) / median(other);
        assertThat(ratio).as(what).isBetween(1 / ALIKE, ALIKE);
    }

    private static long nanos(Runnable act) {
        long begun = System.nanoTime();
        act.run();
        return System.nanoTime() - begun;
    }

    private static long median(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }
}
