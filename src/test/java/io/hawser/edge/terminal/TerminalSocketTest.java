package io.hawser.edge.terminal;

import static io.hawser.edge.terminal.Client.subscribe;
import static io.hawser.edge.terminal.Edge.LAMP;
import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.SessionEnded;
import io.hawser.bus.Traffic;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Failure;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.hawser.identity.IdentitySettings;
import io.hawser.testing.HeardLog;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract's terminal socket over real connections, with a client that shares no code with the hub. */
@SuppressWarnings("NullAway.Init")
class TerminalSocketTest {
    private static final DeviceId DOOR = new DeviceId("dev_door");

    private static final Duration TTL = IdentitySettings.DEFAULT.accessTtl();

    private Edge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new Edge();
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    @Test
    void answersWhatTheHubFailsOnAndServesWhatComesAfterIt() throws Exception {
        try (HeardLog log = new HeardLog(TerminalSocket.class);
                Client ana = edge.hello("ana");
                Client other = edge.hello("ana")) {
            JsonObject command = new JsonObject()
                    .put("type", "command")
                    .put("device", LAMP.value())
                    .put("name", "set")
                    .put("args", new JsonObject().put("power", "on"));
            for (int i = 1; i <= 40; i++) {
                JsonObject error = ana.ask(command.copy().put("id", "bad" + i).put("key", "no-number-" + i), "error");
                assertThat(error.getString("code")).isEqualTo("INTERNAL");
                assertThat(error.getString("re")).isEqualTo("bad" + i);
                assertThat(error.encode()).doesNotContain("no-number");
            }

            assertThat(ana.ask(command.copy().put("id", "good"), "command").getString("re"))
                    .isEqualTo("good");
            assertThat(other.ask(command.copy().put("id", "own"), "command").getString("re"))
                    .isEqualTo("own");
            assertThat(edge.bus.traffic().accidents(Traffic.From.TERMINAL)).isEqualTo(40);
            assertThat(log.lines().stream().filter(line -> line.contains("failed")))
                    .hasSize(40)
                    .allMatch(line -> line.contains("NumberFormatException") && !line.contains("no-number"));
        }
    }

    @Test
    void displacesTheConnectionThatHadTheSession() throws Exception {
        try (Client older = edge.connect();
                Client newer = edge.connect()) {
            JsonObject first = older.hello(edge.token("ana"));
            newer.ask(
                    new JsonObject()
                            .put("type", "hello")
                            .put("token", edge.token("ana"))
                            .put("resume", first.getString("resume")),
                    "welcome");

            assertThat(older.next("bye").getString("reason")).isEqualTo("SUPERSEDED");
            assertThat(older.closeCode()).isEqualTo(4409);
            newer.assertNothing();
            assertThat(edge.sessions.isDormant(first.getString("session"))).isFalse();
        }
    }

    @Test
    void keepsTheNewestOfTwoConnectionsWhicheverIsWelcomedFirst() throws Exception {
        try (Client first = edge.connect();
                Client slow = edge.connect();
                Client newest = edge.connect()) {
            JsonObject resume = new JsonObject()
                    .put("type", "hello")
                    .put("token", edge.token("ana"))
                    .put("resume", first.hello(edge.token("ana")).getString("resume"));
            FakeSessions.Hold hold = edge.sessions.hold();
            slow.send(resume);
            done(hold.asked().future());
            newest.ask(resume, "welcome");
            edge.keep(hold.answer());

            assertThat(slow.next("bye").getString("reason")).isEqualTo("SUPERSEDED");
            assertThat(slow.closeCode()).isEqualTo(4409);
            newest.ask(new JsonObject().put("type", "ping"), "pong");
        }
    }

    @Test
    void hearsWhatEndsWhileItsHelloIsDecided() throws Exception {
        for (SessionEnded end : List.of(
                new SessionEnded.OfUserSession(new SessionId("login_ana"), EndReason.LOGOUT),
                new SessionEnded.OfUser(new UserId("usr_ana"), EndReason.REVOKED))) {
            try (Client client = edge.connect()) {
                FakeSessions.Hold hold = edge.sessions.hold();
                client.send(new JsonObject().put("type", "hello").put("token", edge.token("ana")));
                done(hold.asked().future());
                edge.bus.publish(end);
                edge.keep(hold.answer());

                assertThat(client.next("bye").getString("reason"))
                        .isEqualTo(end.reason().name());
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
        edge.hello("ana").close();
    }

    @Test
    void refusesABadTokenAndWhateverComesBeforeHello() throws Exception {
        try (Client client = edge.connect()) {
            JsonObject error = client.ask(
                    new JsonObject().put("type", "hello").put("id", "h").put("token", "nonsense"), "error");
            assertThat(error.getString("code")).isEqualTo("UNAUTHENTICATED");
            assertThat(error.getInteger("status")).isEqualTo(401);
            assertThat(error.getString("re")).isEqualTo("h");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
        try (Client client = edge.connect()) {
            assertThat(client.ask(subscribe("*"), "error").getString("code")).isEqualTo("UNAUTHENTICATED");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void sendsADeviceOfTwoSubscriptionsOnceWithTheUnionOfTheirKinds() throws Exception {
        try (Client client = edge.hello("ana")) {
            client.subscribed(subscribe("dev_lamp")
                    .put("kinds", new JsonArray().add("state").add("presence")));
            edge.home.event(LAMP, "unseen");
            edge.home.report(LAMP, "n", 1);
            assertThat(client.next("change").getLong("revision")).isEqualTo(2);

            JsonObject second =
                    client.ask(subscribe("dev_lamp").put("kinds", new JsonArray().add("event")), "subscribed");
            assertThat(from(second)).isEqualTo("snapshot");
            assertThat(second.getString("subscription")).isEqualTo("s2");
            assertThat(client.next("snapshot").getLong("revision")).isEqualTo(2);
            client.next("synced");
            edge.home.event(LAMP, "seen");
            JsonObject event = client.next("change");
            assertThat(event.getString("data")).isEqualTo("seen");
            assertThat(event.getLong("from")).isEqualTo(2);
            client.assertNothing();

            JsonObject ended = client.ask(
                    new JsonObject().put("type", "unsubscribe").put("id", "u").put("subscription", "s1"),
                    "unsubscribed");
            assertThat(ended)
                    .isEqualTo(new JsonObject()
                            .put("type", "unsubscribed")
                            .put("re", "u")
                            .put("subscription", "s1"));
            edge.home.report(LAMP, "n", 2);
            edge.home.event(LAMP, "still");
            JsonObject still = client.next("change");
            assertThat(still.getString("data")).isEqualTo("still");
            assertThat(still.getLong("from")).isEqualTo(3);
            client.assertNothing();
        }
    }

    @Test
    void repeatsNothingForASubscriptionThatAddsNoKindWhateverItsCursor() throws Exception {
        try (Client client = edge.hello("ana")) {
            edge.home.report(LAMP, "n", 1);
            client.subscribed(subscribe("dev_lamp"));
            JsonObject wish = subscribe("dev_lamp")
                    .put("kinds", new JsonArray().add("state"))
                    .put(
                            "since",
                            new JsonObject()
                                    .put("dev_lamp", new JsonArray().add(1).add(0)));

            assertThat(from(client.ask(wish, "subscribed"))).isEqualTo("current");
            client.next("synced");
            edge.home.report(LAMP, "n", 2);
            assertThat(client.next("change").getLong("from")).isEqualTo(1);
            client.assertNothing();
        }
    }

    @Test
    void snapshotsForASubscriptionThatComesWhileTheFirstIsStillBeingRead() throws Exception {
        IntStream.range(0, 3).forEach(i -> edge.home.report(LAMP, "n", i));
        Promise<Void> reads = edge.home.holdReads();
        try (Client client = edge.hello("ana")) {
            client.send(subscribe("dev_lamp")
                    .put("id", "a")
                    .put(
                            "since",
                            new JsonObject()
                                    .put("dev_lamp", new JsonArray().add(1).add(1))));
            JsonObject second = client.ask(subscribe("dev_lamp").put("id", "b"), "subscribed");
            assertThat(second.getString("re")).isEqualTo("b");
            assertThat(from(second)).isEqualTo("snapshot");
            reads.complete();

            List<String> told = new ArrayList<>();
            while (told.stream().filter("synced"::equals).count() < 2) {
                told.add(client.next().getString("type"));
            }
            assertThat(told).containsSubsequence("subscribed", "change", "change", "snapshot", "synced", "synced");
        }
    }

    @Test
    void keepsADeviceThatAnotherSubscriptionNamesWhenTheFirstOneFails() throws Exception {
        edge.home.report(LAMP, "n", 1);
        Promise<Void> reads = edge.home.holdReads();
        try (Client client = edge.hello("ana")) {
            client.send(subscribe("dev_lamp")
                    .put("id", "a")
                    .put(
                            "since",
                            new JsonObject()
                                    .put("dev_lamp", new JsonArray().add(1).add(0))));
            client.ask(subscribe("dev_lamp").put("id", "b"), "subscribed");
            reads.fail(Failure.unavailable("The store is away."));
            assertThat(client.first("error").getString("re")).isEqualTo("a");
            edge.home.readAgain();

            client.first("snapshot");
            client.first("synced");
            edge.home.report(LAMP, "n", 2);
            assertThat(client.first("change").getLong("revision")).isEqualTo(2);
        }
    }

    @Test
    void endsWithTheLastSubscription() throws Exception {
        try (Client client = edge.hello("ana")) {
            client.subscribed(subscribe("dev_lamp"));
            client.ask(new JsonObject().put("type", "unsubscribe").put("subscription", "s1"), "unsubscribed");
            edge.home.report(LAMP, "n", 1);
            client.assertNothing();

            JsonObject error = client.ask(
                    new JsonObject().put("type", "unsubscribe").put("id", "u").put("subscription", "s1"), "error");
            assertThat(error.getString("code")).isEqualTo("NOT_FOUND");
            assertThat(error.getString("re")).isEqualTo("u");
        }
    }

    @Test
    void namesTheDeviceThatMayNotBeSeenAndSubscribesToNone() throws Exception {
        try (Client client = edge.hello("ana")) {
            JsonObject error = client.ask(subscribe("dev_lamp", "dev_secret"), "error");
            assertThat(error.getString("code")).isEqualTo("NOT_FOUND");
            assertThat(error.getString("message")).contains("dev_secret");
            edge.home.report(LAMP, "n", 1);
            client.assertNothing();
        }
    }

    @Test
    void followsAllDevicesAlsoThoseSharedLaterUntilTheyAreTakenAway() throws Exception {
        edge.home.report(DOOR, "open", true);
        try (Client client = edge.hello("ana")) {
            JsonObject subscribed = client.subscribed(subscribe("*"));
            assertThat(subscribed.getJsonArray("devices")).hasSize(1);

            edge.home.shareAndTell("ana", DOOR, Role.VIEWER);
            JsonObject snapshot = client.next("snapshot");
            assertThat(snapshot.getString("device")).isEqualTo("dev_door");
            assertThat(snapshot.getString("role")).isEqualTo("viewer");
            edge.home.report(DOOR, "open", false);
            assertThat(client.next("change").getLong("from")).isEqualTo(1);

            edge.home.shareAndTell("ana", DOOR, Role.MANAGER);
            assertThat(client.next("snapshot").getString("role")).isEqualTo("manager");

            edge.home.revoke("ana", DOOR);
            edge.home.report(DOOR, "open", true);
            assertThat(client.next("removed"))
                    .isEqualTo(new JsonObject()
                            .put("type", "removed")
                            .put("device", "dev_door")
                            .put("reason", "SHARE_REVOKED"));
            client.assertNothing();
        }
    }

    @Test
    void replaysADeviceThatIsSharedAgainWhileTheTerminalComesBack() throws Exception {
        edge.home.report(DOOR, "n", 1);
        edge.home.report(DOOR, "n", 2);
        try (Client client = edge.hello("ana")) {
            FakeHome.Held held = edge.home.holdVisible();
            client.send(subscribe("*")
                    .put(
                            "since",
                            new JsonObject()
                                    .put("dev_door", new JsonArray().add(1).add(1))));
            assertThat(held.asked().await(15, TimeUnit.SECONDS)).isTrue();
            edge.home.shareAndTell("ana", DOOR, Role.VIEWER);
            edge.keep(held.release());

            JsonObject subscribed = client.next("subscribed");
            assertThat(subscribed.getJsonArray("devices").stream()
                            .map(JsonObject.class::cast)
                            .filter(device -> device.getString("device").equals("dev_door"))
                            .map(device -> device.getString("from")))
                    .containsExactly("replay");
            JsonObject change = client.first("change");
            assertThat(change.getString("device")).isEqualTo("dev_door");
            assertThat(change.getLong("from")).isEqualTo(1);
        }
    }

    @Test
    void followsADeviceThatIsSharedAfterItWasDecidedWhatThereIs() throws Exception {
        edge.home.report(DOOR, "n", 1);
        try (Client client = edge.hello("ana")) {
            Promise<Void> reads = edge.home.holdReads();
            client.send(subscribe("*")
                    .put(
                            "since",
                            new JsonObject()
                                    .put("dev_lamp", new JsonArray().add(1).add(1))));
            client.assertNothing();
            edge.home.shareAndTell("ana", DOOR, Role.VIEWER);
            edge.home.readAgain();
            edge.keep(reads);

            client.first("synced");
            JsonObject snapshot = client.first("snapshot");
            assertThat(snapshot.getString("device")).isEqualTo("dev_door");
        }
    }

    @Test
    void tellsANewNameByASnapshot() throws Exception {
        try (Client client = edge.hello("ana")) {
            client.subscribed(subscribe("dev_lamp"));
            edge.home.rename(LAMP, "Desk");
            assertThat(client.next("snapshot").getString("name")).isEqualTo("Desk");
        }
    }

    @Test
    void saysWhyACommandIsNotTaken() throws Exception {
        edge.home.share("bob", LAMP, Role.VIEWER);
        try (Client ana = edge.hello("ana");
                Client bob = edge.hello("bob");
                Client eve = edge.hello("eve")) {
            assertThat(bob.ask(command("1"), "error").getString("code")).isEqualTo("FORBIDDEN");
            assertThat(eve.ask(command("1"), "error").getString("code")).isEqualTo("NOT_FOUND");
            assertThat(ana.ask(command("1").put("ifRevision", 7), "error").getString("code"))
                    .isEqualTo("VERSION_CONFLICT");
            JsonObject bad = ana.ask(command("1").put("name", "dance"), "error");
            assertThat(bad.getString("code")).isEqualTo("BAD_VALUE");
            assertThat(bad.getJsonObject("data")
                            .getJsonArray("errors")
                            .getJsonObject(0)
                            .getString("path"))
                    .isEqualTo("/name");
        }
    }

    @Test
    void takesANewerTokenOfTheSameUserOnly() throws Exception {
        try (Client client = edge.hello("ana")) {
            JsonObject reply = client.ask(
                    new JsonObject().put("type", "auth").put("id", "t").put("token", edge.token("ana")), "auth");
            assertThat(reply.getString("re")).isEqualTo("t");
            assertThat(reply.getLong("expires"))
                    .isEqualTo(edge.clock.instant().plus(TTL).toEpochMilli());
            assertThat(client.ask(new JsonObject().put("type", "auth").put("token", "bad"), "error")
                            .getString("code"))
                    .isEqualTo("UNAUTHENTICATED");
            client.assertNothing();
            assertThat(client.ask(new JsonObject().put("type", "auth").put("token", edge.token("bob")), "error")
                            .getString("code"))
                    .isEqualTo("FORBIDDEN");
            assertThat(client.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    void closesWhenTheTokenExpiresUnlessANewerOneCame() throws Exception {
        try (Client idle = edge.connect();
                Client fresh = edge.connect()) {
            idle.hello(edge.token("ana"));
            fresh.hello(edge.token("ana"));
            edge.clock.pass(TTL.dividedBy(2));
            fresh.ask(new JsonObject().put("type", "auth").put("token", edge.token("ana")), "auth");

            edge.clock.pass(TTL.dividedBy(2));
            assertThat(idle.next("error").getString("code")).isEqualTo("TOKEN_EXPIRED");
            assertThat(idle.closeCode()).isEqualTo(4401);
            fresh.assertNothing();
        }
    }

    @Test
    void closesWithWhateverItLivesOn() throws Exception {
        try (Client terminal = edge.connect();
                Client login = edge.hello("bob");
                Client user = edge.hello("eve");
                Client other = edge.hello("ann")) {
            SessionId session = new SessionId(terminal.hello(edge.token("ana")).getString("session"));
            edge.bus.publish(new SessionEnded.OfTerminal(session, EndReason.REVOKED));
            edge.bus.publish(new SessionEnded.OfUserSession(new SessionId("login_bob"), EndReason.LOGOUT));
            edge.bus.publish(new SessionEnded.OfUser(new UserId("usr_eve"), EndReason.USER_DISABLED));

            assertThat(terminal.next("bye").getString("reason")).isEqualTo("REVOKED");
            assertThat(terminal.closeCode()).isEqualTo(4410);
            assertThat(login.closeCode()).isEqualTo(4401);
            assertThat(user.closeCode()).isEqualTo(4401);
            other.assertNothing();
        }
    }

    @Test
    void endsTheSessionOfWhoeverSaysGoodbyeAndKeepsThatOfWhoeverIsLost() throws Exception {
        String lost;
        try (Client goes = edge.connect();
                Client drops = edge.connect()) {
            String gone = goes.hello(edge.token("ana")).getString("session");
            lost = drops.hello(edge.token("ana")).getString("session");

            goes.send(new JsonObject().put("type", "bye"));

            assertThat(goes.closeCode()).isEqualTo(1000);
            assertThat(edge.sessions.isGone(gone)).isTrue();
            assertThat(edge.sessions.isDormant(gone)).isFalse();
            assertThat(edge.sessions.isGone(lost)).isFalse();
        }
    }

    @Test
    void saysGoodbyeWhenTheHubRestarts() throws Exception {
        try (Client client = edge.connect()) {
            String session = client.hello(edge.token("ana")).getString("session");
            edge.stop();

            JsonObject bye = client.next("bye");
            assertThat(bye.getString("reason")).isEqualTo("RESTART");
            assertThat(bye.getLong("retryAfter")).isBetween(1L, 1_000L);
            assertThat(client.closeCode()).isEqualTo(1012);
            assertThat(edge.sessions.isDormant(session)).isTrue();
        }
    }

    @Test
    void namesEveryBadFieldAndClosesAfterThreeBadMessagesInARow() throws Exception {
        try (Client client = edge.hello("ana")) {
            JsonObject error = client.ask(
                    new JsonObject()
                            .put("type", "subscribe")
                            .put("id", "x")
                            .put("devices", new JsonArray().add("no/id"))
                            .put("kinds", new JsonArray().add("gossip"))
                            .put("since", new JsonObject().put("dev_lamp", 7))
                            .put("maxRate", 0),
                    "error");
            assertThat(error.getString("code")).isEqualTo("BAD_VALUE");
            assertThat(error.getInteger("status")).isEqualTo(422);
            assertThat(error.getString("re")).isEqualTo("x");
            assertThat(error.getJsonObject("data").getJsonArray("errors").stream()
                            .map(item -> ((JsonObject) item).getString("path")))
                    .containsExactly("/devices/0", "/kinds/0", "/since/dev_lamp", "/maxRate");

            assertThat(client.ask(new JsonObject().put("type", "sing"), "error").getString("code"))
                    .isEqualTo("UNKNOWN_TYPE");
            client.assertNothing();
            for (int i = 0; i < 3; i++) {
                client.ask(new JsonObject().put("no", "type"), "error");
            }
            assertThat(client.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void limitsSubscriptions() throws Exception {
        try (Client client = edge.hello("ana")) {
            for (int i = 0; i < 64; i++) {
                client.subscribed(subscribe("dev_lamp"));
            }
            assertThat(client.ask(subscribe("dev_lamp"), "error").getString("code"))
                    .isEqualTo("RATE_LIMITED");
            JsonArray many = new JsonArray();
            IntStream.range(0, 1_001).forEach(i -> many.add("dev_" + i));
            assertThat(client.ask(subscribe().put("devices", many), "error").getString("code"))
                    .isEqualTo("BAD_VALUE");
        }
    }

    @Test
    void subscribesToNothingWhileTheStoreIsAway() throws Exception {
        edge.home.report(LAMP, "n", 1);
        try (Client client = edge.hello("ana")) {
            edge.home.away(true);
            JsonObject wish = subscribe("dev_lamp")
                    .put(
                            "since",
                            new JsonObject()
                                    .put("dev_lamp", new JsonArray().add(1).add(0)));
            assertThat(client.ask(wish, "error").getString("code")).isEqualTo("UNAVAILABLE");
            edge.home.away(false);
            assertThat(from(client.ask(wish, "subscribed"))).isEqualTo("replay");
        }
    }

    @Test
    void takesCommandsInTheOrderInWhichTheyWereSent() throws Exception {
        edge.home.share("ana", DOOR, Role.OWNER);
        try (Client client = edge.hello("ana")) {
            Promise<Void> slow = edge.home.holdFind();
            client.send(command("1"));
            client.send(command("2").put("device", DOOR.value()));
            client.ask(new JsonObject().put("type", "ping"), "pong");
            edge.keep(slow);

            assertThat(client.next("command").getString("re")).isEqualTo("1");
            assertThat(client.next("command").getString("re")).isEqualTo("2");
        }
    }

    private static String from(JsonObject subscribed) {
        return subscribed.getJsonArray("devices").getJsonObject(0).getString("from");
    }

    private static JsonObject command(String id) {
        return new JsonObject()
                .put("type", "command")
                .put("id", id)
                .put("device", "dev_lamp")
                .put("name", "set")
                .put("args", new JsonObject().put("power", "off"));
    }
}
