package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "Terminal socket" of the contract, line by line. */
@SuppressWarnings("NullAway.Init")
class TerminalRoadIT {
    private static TestHub hub;

    private Home home;
    private Home.Person ana;
    private Home.Thing lamp;

    @BeforeAll
    static void start() {
        hub = TestHub.start(Map.of());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        home = new Home(hub.port(), hub.adminToken());
        ana = home.person("Ana");
        lamp = home.device(ana, "Lamp", "generic");
    }

    @Test
    void welcomesWithAllThatTheContractNames() {
        WireClient terminal = WireClient.connect(hub.port(), "/ws/terminal");
        terminal.send("{'type':'hello','token':'%s'}".formatted(ana.token()));
        JsonNode welcome = terminal.await("welcome");
        assertThat(welcome.path("session").asText()).isNotEmpty();
        assertThat(welcome.path("resume").asText()).hasSizeGreaterThanOrEqualTo(43);
        assertThat(welcome.path("resumed").asBoolean(true)).isFalse();
        assertThat(welcome.path("user").path("id").asText()).isEqualTo(ana.id());
        assertThat(welcome.path("user").path("name").asText()).isEqualTo("Ana");
        assertThat(welcome.path("heartbeat").asLong()).isPositive();
        assertThat(welcome.path("limits").path("frame").asInt()).isEqualTo(65_536);
        assertThat(welcome.path("limits").path("subscriptions").asInt()).isEqualTo(64);
        assertThat(welcome.path("limits").path("inflight").asInt()).isEqualTo(32);
        terminal.cut();
        WireClient back = WireClient.connect(hub.port(), "/ws/terminal");
        back.send("{'type':'hello','token':'%s','resume':'%s'}"
                .formatted(ana.token(), welcome.path("resume").asText()));
        JsonNode again = back.await("welcome");
        assertThat(again.path("resumed").asBoolean()).isTrue();
        assertThat(again.path("session")).isEqualTo(welcome.path("session"));
        back.close();
    }

    @Test
    void readsWhatIsSentBeforeTheWelcome() {
        try (WireClient terminal = WireClient.connect(hub.port(), "/ws/terminal")) {
            terminal.send("{'type':'hello','token':'%s'}".formatted(ana.token()));
            terminal.send("{'type':'subscribe','id':'1','devices':['%s']}".formatted(lamp.id()));
            terminal.send("{'type':'ping','id':'2'}");
            terminal.await("welcome");
            assertThat(terminal.await("subscribed").path("re").asText()).isEqualTo("1");
            assertThat(terminal.await("synced").path("re").asText()).isEqualTo("1");
        }
    }

    @Test
    void displacesTheOlderConnectionOnWhicheverEdgeItIs() {
        WireClient older = WireClient.connect(hub.port(), "/ws/terminal");
        older.send("{'type':'hello','token':'%s'}".formatted(ana.token()));
        String resume = older.await("welcome").path("resume").asText();
        for (int i = 0; i < 6; i++) {
            WireClient newer = WireClient.connect(hub.port(), "/ws/terminal");
            newer.send("{'type':'hello','token':'%s','resume':'%s'}".formatted(ana.token(), resume));
            resume = newer.await("welcome").path("resume").asText();
            assertThat(older.await("bye").path("reason").asText()).isEqualTo("SUPERSEDED");
            assertThat(older.closeCode()).isEqualTo(4409);
            older = newer;
        }
        older.send("{'type':'ping'}");
        older.await("pong");
        older.close();
    }

    @Test
    void endsTheSessionOfWhichASpentTokenIsShown() {
        WireClient first = WireClient.connect(hub.port(), "/ws/terminal");
        first.send("{'type':'hello','token':'%s'}".formatted(ana.token()));
        JsonNode welcome = first.await("welcome");
        String spent = welcome.path("resume").asText();
        WireClient second = WireClient.connect(hub.port(), "/ws/terminal");
        second.send("{'type':'hello','token':'%s','resume':'%s'}".formatted(ana.token(), spent));
        second.await("welcome");
        second.send("{'type':'ping'}");
        second.await("pong");
        WireClient thief = WireClient.connect(hub.port(), "/ws/terminal");
        thief.send("{'type':'hello','token':'%s','resume':'%s'}".formatted(ana.token(), spent));
        JsonNode other = thief.await("welcome");
        assertThat(other.path("resumed").asBoolean(true)).isFalse();
        assertThat(other.path("session")).isNotEqualTo(welcome.path("session"));
        assertThat(second.closeCode()).isEqualTo(4410);
        thief.close();
    }

    @Test
    void refusesAWrongToken() {
        WireClient terminal = WireClient.connect(hub.port(), "/ws/terminal");
        terminal.send("{'type':'hello','token':'nonsense'}");
        assertThat(terminal.closeCode()).isEqualTo(4401);
    }

    @Test
    void sendsASnapshotThenEveryChangeInAnUnbrokenChain() {
        try (WireClient device = lamp.online();
                WireClient terminal = ana.terminal()) {
            device.send("{'type':'report','seq':1,'set':{'n':0}}");
            device.await("ack");
            terminal.send("{'type':'subscribe','id':'1','devices':['%s']}".formatted(lamp.id()));
            JsonNode subscribed = terminal.await("subscribed");
            assertThat(subscribed.path("re").asText()).isEqualTo("1");
            assertThat(subscribed.path("devices").get(0).path("role").asText()).isEqualTo("owner");
            assertThat(subscribed.path("devices").get(0).path("from").asText()).isEqualTo("snapshot");
            JsonNode snapshot = terminal.await("snapshot");
            assertThat(snapshot.path("state").path("n").asInt()).isZero();
            assertThat(snapshot.path("presence").path("status").asText()).isEqualTo("online");
            assertThat(snapshot.path("name").asText()).isEqualTo("Lamp");
            assertThat(snapshot.path("model").asText()).isEqualTo("generic");
            assertThat(terminal.await("synced").path("subscription")).isEqualTo(subscribed.path("subscription"));
            for (int i = 2; i <= 200; i++) {
                device.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(i, i));
            }
            long revision = snapshot.path("revision").asLong();
            for (int i = 2; i <= 200; ) {
                JsonNode change = terminal.await("change");
                assertThat(change.path("from").asLong()).isEqualTo(revision);
                revision = change.path("revision").asLong();
                i += change.path("merged").asInt(1);
                assertThat(change.path("set").path("n").asInt()).isEqualTo(i - 1);
                assertThat(change.path("by").path("device").asText()).isEqualTo(lamp.id());
            }
        }
    }

    @Test
    void replaysExactlyWhatWasMissedAndNothingWhenNothingWas() {
        try (WireClient device = lamp.online();
                WireClient first = ana.watching("['" + lamp.id() + "']")) {
            device.send("{'type':'report','seq':1,'set':{'n':1}}");
            JsonNode seen = first.await("change");
            for (int i = 2; i <= 10; i++) {
                device.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(i, i));
            }
            device.await("the last ack", frame -> frame.path("seq").asInt() == 10);
            WireClient second = ana.terminal();
            second.send("{'type':'subscribe','id':'1','devices':['%1$s'],'since':{'%1$s':[%2$d,%3$d]}}"
                    .formatted(
                            lamp.id(),
                            seen.path("epoch").asLong(),
                            seen.path("revision").asLong()));
            assertThat(second.await("subscribed")
                            .path("devices")
                            .get(0)
                            .path("from")
                            .asText())
                    .isEqualTo("replay");
            long from = seen.path("revision").asLong();
            for (int i = 2; i <= 10; i++) {
                JsonNode change = second.await("change");
                assertThat(change.path("from").asLong()).isEqualTo(from);
                assertThat(change.path("set").path("n").asInt()).isEqualTo(i);
                from = change.path("revision").asLong();
            }
            second.await("synced");
            WireClient third = ana.terminal();
            third.send("{'type':'subscribe','id':'1','devices':['%1$s'],'since':{'%1$s':[%2$d,%3$d]}}"
                    .formatted(lamp.id(), seen.path("epoch").asLong(), from));
            assertThat(third.await("subscribed")
                            .path("devices")
                            .get(0)
                            .path("from")
                            .asText())
                    .isEqualTo("current");
            third.await("synced");
            assertThat(third.all())
                    .noneMatch(frame -> frame.path("type").asText().equals("change")
                            || frame.path("type").asText().equals("snapshot"));
            second.close();
            third.close();
        }
    }

    @Test
    void answersACursorThatItCantProveWithASnapshot() {
        try (WireClient device = lamp.online()) {
            device.send("{'type':'report','seq':1,'set':{'n':1}}");
            device.await("ack");
            for (String cursor : List.of("[1,99]", "[7,1]", "[0,0]")) {
                try (WireClient terminal = ana.terminal()) {
                    terminal.send("{'type':'subscribe','id':'1','devices':['%1$s'],'since':{'%1$s':%2$s}}"
                            .formatted(lamp.id(), cursor));
                    assertThat(terminal.await("subscribed")
                                    .path("devices")
                                    .get(0)
                                    .path("from")
                                    .asText())
                            .isEqualTo("snapshot");
                    terminal.await("snapshot");
                }
            }
        }
    }

    @Test
    void sendsOnlyTheKindsThatWereAskedForInTheirOwnChain() {
        try (WireClient terminal = ana.terminal()) {
            terminal.send("{'type':'subscribe','id':'1','devices':['%s'],'kinds':['event']}".formatted(lamp.id()));
            long revision = terminal.await("snapshot").path("revision").asLong();
            terminal.await("synced");
            try (WireClient device = lamp.online()) {
                device.send("{'type':'report','seq':1,'set':{'n':1}}");
                device.send("{'type':'event','seq':2,'name':'button','data':{'x':1}}");
                device.send("{'type':'report','seq':3,'set':{'n':2}}");
                device.send("{'type':'event','seq':4,'name':'button'}");
                JsonNode one = terminal.await("change");
                JsonNode two = terminal.await("change");
                assertThat(one.path("name").asText()).isEqualTo("button");
                assertThat(one.path("data").path("x").asInt()).isEqualTo(1);
                assertThat(one.path("from").asLong()).isEqualTo(revision);
                assertThat(two.path("from")).isEqualTo(one.path("revision"));
            }
        }
    }

    @Test
    void tellsADeviceOnceHoweverManySubscriptionsNameIt() {
        try (WireClient terminal = ana.watching("['" + lamp.id() + "']");
                WireClient device = lamp.online()) {
            terminal.await("online", frame -> frame.path("kind").asText().equals("presence"));
            terminal.send("{'type':'subscribe','id':'2','devices':['*'],'kinds':['event']}");
            terminal.await("synced");
            device.send("{'type':'event','seq':1,'name':'ding'}");
            device.send("{'type':'report','seq':2,'set':{'n':1}}");
            terminal.await("the report", frame -> frame.path("kind").asText().equals("state"));
            assertThat(terminal.all().stream()
                            .filter(frame -> frame.path("kind").asText().equals("event")))
                    .hasSize(1);
        }
    }

    @Test
    void followsSharesAndTheirEnd() {
        Home.Person ben = home.person("Ben");
        try (WireClient terminal = ben.watching("['*']");
                WireClient device = lamp.online()) {
            home.share(ana, lamp, ben, "viewer");
            JsonNode snapshot = terminal.await("snapshot");
            assertThat(snapshot.path("device").asText()).isEqualTo(lamp.id());
            assertThat(snapshot.path("role").asText()).isEqualTo("viewer");
            device.send("{'type':'report','seq':1,'set':{'n':1}}");
            terminal.await("the report", frame -> frame.path("kind").asText().equals("state"));
            assertThat(ana.rest()
                            .delete("/devices/" + lamp.id() + "/shares/" + ben.id())
                            .status())
                    .isEqualTo(204);
            JsonNode removed = terminal.await("removed");
            assertThat(removed.path("device").asText()).isEqualTo(lamp.id());
            assertThat(removed.path("reason").asText()).isEqualTo("SHARE_REVOKED");
            device.send("{'type':'report','seq':2,'set':{'secret':1}}");
            device.await("ack of 2", frame -> frame.path("seq").asInt() == 2);
            terminal.send("{'type':'ping'}");
            terminal.await("pong");
            assertThat(terminal.all()).noneMatch(frame -> frame.toString().contains("secret"));
        }
    }

    @Test
    void knowsNothingOfDevicesThatAreNotShared() {
        Home.Person eve = home.person("Eve");
        try (WireClient terminal = eve.terminal()) {
            terminal.send("{'type':'subscribe','id':'1','devices':['%s']}".formatted(lamp.id()));
            assertThat(terminal.await("error").path("code").asText()).isEqualTo("NOT_FOUND");
            terminal.send("{'type':'command','id':'2','device':'%s','name':'set','args':{}}".formatted(lamp.id()));
            assertThat(terminal.await("error").path("code").asText()).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void mergesStatesToTheRateThatWasAskedFor() {
        try (WireClient device = lamp.online();
                WireClient terminal = ana.terminal()) {
            terminal.send("{'type':'subscribe','id':'1','devices':['%s'],'maxRate':2}".formatted(lamp.id()));
            long revision = terminal.await("snapshot").path("revision").asLong();
            terminal.await("synced");
            for (int i = 1; i <= 50; i++) {
                device.send("{'type':'report','seq':%d,'set':{'n':%d,'p%d':true}}".formatted(i, i, i));
            }
            int told = 0;
            List<JsonNode> changes = new ArrayList<>();
            while (told < 50) {
                JsonNode change = terminal.await("change");
                assertThat(change.path("from").asLong()).isEqualTo(revision);
                revision = change.path("revision").asLong();
                told += change.path("merged").asInt(1);
                changes.add(change);
            }
            assertThat(changes).hasSizeLessThan(10);
            assertThat(changes.get(changes.size() - 1).path("set").path("n").asInt())
                    .isEqualTo(50);
        }
    }

    @Test
    void showsWhoWatches() {
        Home.Person ben = home.person("Ben");
        home.share(ana, lamp, ben, "viewer");
        try (WireClient one = ana.watching("['" + lamp.id() + "']")) {
            try (WireClient two = ben.watching("['" + lamp.id() + "']")) {
                JsonNode both =
                        one.await("two viewers", frame -> frame.path("users").size() == 2);
                assertThat(both.path("users").findValuesAsText("name")).containsExactly("Ana", "Ben");
                assertThat(two.isClosed()).isFalse();
            }
            one.await(
                    "one viewer",
                    frame -> frame.path("type").asText().equals("viewers")
                            && frame.path("users").size() == 1);
        }
    }

    @Test
    void endsWithItsLogIn() {
        WireClient terminal = ana.watching("['*']");
        assertThat(ana.rest().post("/auth/logout", "{}").status()).isEqualTo(204);
        assertThat(terminal.closeCode()).isEqualTo(4401);
        assertThat(ana.rest().get("/me").status()).isEqualTo(401);
    }

    @Test
    void takesANewerTokenInBand() {
        try (WireClient terminal = ana.terminal()) {
            terminal.send("{'type':'auth','id':'1','token':'nonsense'}");
            assertThat(terminal.await("error").path("code").asText()).isEqualTo("UNAUTHENTICATED");
            terminal.send("{'type':'auth','id':'2','token':'%s'}".formatted(ana.token()));
            terminal.send("{'type':'ping'}");
            terminal.await("pong");
        }
    }
}
