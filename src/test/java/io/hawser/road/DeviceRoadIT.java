package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Device socket" of the contract, line by line. */
@SuppressWarnings("NullAway.Init")
class DeviceRoadIT {
    private static TestHub hub;

    private Home home;
    private Home.Person ana;
    private Home.Thing lamp;

    @BeforeAll
    static void start() {
        hub = TestHub.start(Map.of("session.heartbeat", "1s", "session.ttl", "4s"));
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
    void welcomesByTheSecretWithAllThatTheContractNames() {
        try (WireClient device = lamp.hello("b1")) {
            JsonNode welcome = device.await("welcome");
            assertThat(welcome.path("session").asText()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
            assertThat(welcome.path("epoch").asLong()).isEqualTo(1);
            assertThat(welcome.path("resumed").asBoolean()).isFalse();
            assertThat(welcome.path("resume").asText()).hasSizeGreaterThanOrEqualTo(43);
            assertThat(welcome.path("heartbeat").asLong()).isEqualTo(1_000);
            assertThat(welcome.path("ttl").asLong()).isEqualTo(4_000);
            assertThat(welcome.path("revision").asLong()).isEqualTo(1);
            assertThat(welcome.path("seq").asLong()).isZero();
            assertThat(welcome.path("desired").path("set").isEmpty()).isTrue();
            assertThat(welcome.path("config").path("version").isNumber()).isTrue();
            assertThat(welcome.path("commands").isArray()).isTrue();
            assertThat(welcome.path("time").asLong()).isPositive();
        }
    }

    @Test
    void keepsWhatASessionWasAfterItsEnd() {
        String session;
        try (WireClient device = lamp.hello("b1")) {
            session = device.await("welcome").path("session").asText();
            device.send("{'type':'report','seq':1,'set':{'a':1}}");
            device.await("ack");
        }
        try (WireClient next = lamp.hello("b2")) {
            next.await("welcome");

            JsonNode ended = home.await(ana, "/sessions/" + session, "/state", "ended");

            assertThat(ended.path("endReason").asText()).isEqualTo("SUPERSEDED");
            assertThat(ended.path("device").asText()).isEqualTo(lamp.id());
            assertThat(ended.path("counts").path("reports").asInt()).isEqualTo(1);
            assertThat(ended.path("counts").path("received").asInt()).isPositive();
            JsonNode list = ana.rest()
                    .get("/sessions?state=ended&device=" + lamp.id())
                    .json()
                    .path("items");
            assertThat(list).hasSize(1);
            assertThat(list.get(0).path("session").asText()).isEqualTo(session);
            RestClient.Answer stranger = home.person("Ben").rest().get("/sessions/" + session);
            assertThat(stranger.status()).isEqualTo(404);
        }
    }

    @Test
    void refusesAWrongSecretAndAnUnknownDeviceAlike() {
        WireClient wrong = lamp.socket()
                .send("{'type':'hello','device':'%s','secret':'nonsense','boot':'b'}".formatted(lamp.id()));
        WireClient unknown =
                lamp.socket().send("{'type':'hello','device':'dev_nobody','secret':'nonsense','boot':'b'}");
        JsonNode one = wrong.await("error");
        JsonNode two = unknown.await("error");
        assertThat(one.path("code").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(one).isEqualTo(two);
        assertThat(wrong.closeCode()).isEqualTo(4401);
        assertThat(unknown.closeCode()).isEqualTo(4401);
    }

    @Test
    void acknowledgesWhatIsStoredAndStoresARepeatedSeqOnce() {
        try (WireClient device = lamp.online()) {
            device.send("{'type':'report','seq':5,'set':{'power':'on','level':3}}");
            JsonNode ack = device.await("ack");
            assertThat(ack.path("seq").asLong()).isEqualTo(5);
            long revision = ack.path("revision").asLong();
            device.send("{'type':'report','seq':5,'set':{'power':'off'}}");
            JsonNode again = device.await("ack");
            assertThat(again.path("seq").asLong()).isEqualTo(5);
            assertThat(again.path("revision").asLong()).isEqualTo(revision);
            device.send("{'type':'report','seq':9,'set':{'colour':'blue'},'unset':['level']}");
            assertThat(device.await("ack").path("revision").asLong()).isEqualTo(revision + 1);
            JsonNode state = home.state(ana, lamp).path("state");
            assertThat(state.path("power").asText()).isEqualTo("on");
            assertThat(state.path("colour").asText()).isEqualTo("blue");
            assertThat(state.has("level")).isFalse();
        }
    }

    @Test
    void keepsSessionEpochAndSeqOverAResumeAndRotatesTheToken() {
        WireClient first = lamp.hello("b1");
        JsonNode welcome = first.await("welcome");
        first.send("{'type':'report','seq':7,'set':{'a':1}}");
        first.await("ack");
        first.cut();
        try (WireClient second = lamp.resume(welcome.path("resume").asText(), "b1")) {
            JsonNode back = second.await("welcome");
            assertThat(back.path("resumed").asBoolean()).isTrue();
            assertThat(back.path("session")).isEqualTo(welcome.path("session"));
            assertThat(back.path("epoch")).isEqualTo(welcome.path("epoch"));
            assertThat(back.path("seq").asLong()).isEqualTo(7);
            assertThat(back.path("resume")).isNotEqualTo(welcome.path("resume"));
        }
    }

    @Test
    void letsTheTokenBeforeServeAfterALostWelcome() {
        WireClient first = lamp.hello("b1");
        String token = first.await("welcome").path("resume").asText();
        first.send("{'type':'ping'}");
        first.await("pong");
        first.cut();
        WireClient lost = lamp.resume(token, "b1");
        lost.await("welcome");
        lost.cut();
        try (WireClient again = lamp.resume(token, "b1")) {
            assertThat(again.await("welcome").path("resumed").asBoolean()).isTrue();
        }
    }

    @Test
    void endsTheSessionWhenASpentTokenIsShown() {
        try (WireClient watcher = ana.watching("['" + lamp.id() + "']")) {
            WireClient first = lamp.hello("b1");
            String stolen = first.await("welcome").path("resume").asText();
            first.cut();
            WireClient owner = lamp.resume(stolen, "b1");
            owner.await("welcome");
            owner.send("{'type':'ping'}");
            owner.await("pong");
            WireClient thief = lamp.resume(stolen, "b9");
            assertThat(thief.await("error").path("code").asText()).isEqualTo("UNAUTHENTICATED");
            assertThat(thief.closeCode()).isEqualTo(4401);
            assertThat(owner.closeCode()).isEqualTo(4410);
            JsonNode fault = watcher.await(
                    "the fault", frame -> frame.path("kind").asText().equals("fault"));
            assertThat(fault.path("code").asText()).isEqualTo("SECURITY.TOKEN_REPLAY");
        }
    }

    @Test
    void handsTheSessionToASecondConnectionAndTellsTheFirst() {
        WireClient first = lamp.online();
        try (WireClient second = lamp.hello("b2")) {
            assertThat(second.await("welcome").path("epoch").asLong()).isEqualTo(2);
            assertThat(first.await("bye").path("reason").asText()).isEqualTo("SUPERSEDED");
            assertThat(first.closeCode()).isEqualTo(4409);
            second.send("{'type':'report','seq':1,'set':{'a':1}}");
            assertThat(second.await("ack").path("seq").asLong()).isEqualTo(1);
        }
    }

    @Test
    void closesASilentConnectionAndTellsWhy() {
        try (WireClient watcher = ana.watching("['" + lamp.id() + "']")) {
            WireClient device = lamp.online();
            assertThat(device.closeCode()).isEqualTo(4408);
            JsonNode offline = watcher.await(
                    "offline", frame -> frame.path("status").asText().equals("offline"));
            assertThat(offline.path("reason").asText()).isEqualTo("HEARTBEAT_LOST");
            JsonNode expired = watcher.await(
                    "expired", frame -> frame.path("reason").asText().equals("EXPIRED"));
            assertThat(expired.path("status").asText()).isEqualTo("offline");
        }
    }

    @Test
    void endsBySayingGoodBye() {
        WireClient device = lamp.hello("b1");
        String token = device.await("welcome").path("resume").asText();
        device.send("{'type':'report','seq':1,'set':{'a':1}}");
        device.send("{'type':'bye','reason':'shutdown'}");
        assertThat(device.await("ack").path("seq").asLong()).isEqualTo(1);
        assertThat(device.closeCode()).isEqualTo(1000);
        home.awaitState(ana, lamp, "/presence/reason", "BYE");
        WireClient again = lamp.resume(token, "b1");
        assertThat(again.closeCode()).isEqualTo(4401);
    }

    @Test
    void sleepsAndIsBackByItsToken() {
        WireClient device = lamp.hello("b1");
        String token = device.await("welcome").path("resume").asText();
        device.send("{'type':'bye','reason':'sleep','wake':600000}");
        assertThat(device.closeCode()).isEqualTo(1000);
        home.awaitState(ana, lamp, "/presence/status", "asleep");
        try (WireClient awake = lamp.resume(token, "b1")) {
            assertThat(awake.await("welcome").path("resumed").asBoolean()).isTrue();
            home.awaitState(ana, lamp, "/presence/status", "online");
        }
    }

    @Test
    void appliesNothingOfAReportThatBurstsTheSession() {
        try (WireClient device = lamp.online()) {
            device.send("{'type':'report','seq':1,'set':{'a':'" + "x".repeat(40_000) + "'}}");
            device.await("ack");
            device.send("{'type':'report','seq':2,'set':{'b':'" + "x".repeat(40_000) + "','c':1}}");
            JsonNode error = device.await("error");
            assertThat(error.path("code").asText()).isEqualTo("SESSION_FULL");
            assertThat(error.path("status").asInt()).isEqualTo(413);
            assertThat(error.path("data").path("seq").asLong()).isEqualTo(2);
            JsonNode state = home.state(ana, lamp).path("state");
            assertThat(state.has("b")).isFalse();
            assertThat(state.has("c")).isFalse();
            device.send("{'type':'report','seq':3,'set':{'c':1}}");
            assertThat(device.await("ack").path("seq").asLong()).isEqualTo(3);
        }
    }

    @Test
    void namesEveryBadFieldAndStaysOpen() {
        try (WireClient device = lamp.online()) {
            device.send("{'type':'report','id':'r1','seq':'one','set':[1],'unset':'x'}");
            JsonNode error = device.await("error");
            assertThat(error.path("re").asText()).isEqualTo("r1");
            assertThat(error.path("code").asText()).isEqualTo("BAD_VALUE");
            assertThat(error.path("data").path("errors").findValuesAsText("path"))
                    .containsExactlyInAnyOrder("/seq", "/set", "/unset");
            device.send("{'type':'ping'}");
            device.await("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"configured", "utterance"})
    void answersTypesToComeWithoutHoldingThemAgainstTheDevice(String type) {
        try (WireClient device = lamp.online()) {
            for (int i = 0; i < 5; i++) {
                device.send("{'type':'%s','id':'%d','seq':1}".formatted(type, i));
                assertThat(device.await("error").path("code").asText()).isEqualTo("UNKNOWN_TYPE");
            }
            device.send("{'type':'ping'}");
            device.await("pong");
        }
    }

    @Test
    void closesAfterThreeBadMessagesInARow() {
        WireClient device = lamp.online();
        device.send("{'type':'nonsense'}").send("{'seq':1}");
        device.send("{'type':'ping'}");
        device.await("pong");
        device.send("{'type':'nonsense'}").send("{'type':'report'}").send("{'no':'type'}");
        assertThat(device.closeCode()).isEqualTo(4400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "not json", "{'open':", ""})
    void closesOnWhatIsNoObject(String text) {
        WireClient device = lamp.online();
        device.send(text);
        assertThat(device.closeCode()).isEqualTo(4400);
    }

    @Test
    void closesOnAFrameBeyondTheLimit() {
        WireClient device = lamp.online();
        device.send("{'type':'report','seq':1,'set':{'a':'" + "x".repeat(70_000) + "'}}");
        assertThat(device.closeCode()).isEqualTo(1009);
    }

    @Test
    void wantsHelloFirst() {
        WireClient device = lamp.socket().send("{'type':'report','seq':1,'set':{}}");
        assertThat(device.closeCode()).isEqualTo(4401);
    }

    @Test
    void takesAClientWithoutSubprotocolAndRefusesAForeignOne() {
        try (WireClient plain = WireClient.connect(hub.port(), "/ws/device", Map.of(), List.of())) {
            plain.send("{'type':'hello','device':'%s','secret':'%s'}".formatted(lamp.id(), lamp.secret()));
            plain.await("welcome");
        }
        assertThatThrownBy(() -> WireClient.connect(hub.port(), "/ws/device", Map.of(), List.of("mqtt")))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(400));
    }

    @Test
    void closesARevokedSession() {
        WireClient device = lamp.hello("b1");
        String session = device.await("welcome").path("session").asText();
        assertThat(ana.rest().delete("/sessions/" + session).status()).isEqualTo(204);
        assertThat(device.await("bye").path("reason").asText()).isEqualTo("REVOKED");
        assertThat(device.closeCode()).isEqualTo(4410);
    }

    @Test
    void refusesValuesThatTheModelDoesNotHave() {
        Home.Thing light = home.device(ana, "Light", "light");
        try (WireClient device = light.online()) {
            device.send("{'type':'report','seq':1,'set':{'power':'maybe','brightness':101}}");
            JsonNode error = device.await("error");
            assertThat(error.path("code").asText()).isEqualTo("BAD_VALUE");
            assertThat(error.path("data").path("errors").findValuesAsText("path"))
                    .containsExactlyInAnyOrder("/set/power", "/set/brightness");
            assertThat(home.state(ana, light).path("state").isEmpty()).isTrue();
        }
    }
}
