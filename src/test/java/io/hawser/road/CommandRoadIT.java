package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands and wanted state, from terminals and from REST, to their honest ends. */
@SuppressWarnings("NullAway.Init")
class CommandRoadIT {
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
        lamp = home.device(ana, "Lamp", "light");
    }

    @Test
    void goesFromTheTerminalToTheDeviceAndBackByTheDevicesOwnWord() {
        Home.Person ben = home.person("Ben");
        home.share(ana, lamp, ben, "viewer");
        try (WireClient device = lamp.online();
                WireClient terminal = ana.watching("['" + lamp.id() + "']");
                WireClient other = ben.watching("['" + lamp.id() + "']")) {
            terminal.send(
                    "{'type':'command','id':'7','key':'k-1','device':'%s','name':'set','args':{'power':'off'},'ttl':8000}"
                            .formatted(lamp.id()));
            JsonNode reply = terminal.await("command");
            assertThat(reply.path("re").asText()).isEqualTo("7");
            assertThat(reply.path("status").asText()).isEqualTo("sent");
            String command = reply.path("command").asText();
            JsonNode offer = device.await("command");
            assertThat(offer.path("command").asText()).isEqualTo(command);
            assertThat(offer.path("name").asText()).isEqualTo("set");
            assertThat(offer.path("args").path("power").asText()).isEqualTo("off");
            assertThat(offer.path("expires").asLong()).isPositive();
            device.send("{'type':'progress','command':'%s','status':'received'}".formatted(command));
            device.send("{'type':'progress','command':'%s','status':'running','percent':50}".formatted(command));
            device.send("{'type':'report','seq':1,'set':{'power':'off'},'command':'%s'}".formatted(command));
            device.send("{'type':'result','command':'%s','ok':true,'data':{'took':3}}".formatted(command));
            for (WireClient watcher : new WireClient[] {terminal, other}) {
                for (String status : new String[] {"sent", "received", "running", "done"}) {
                    JsonNode step = watcher.await(
                            status, frame -> frame.path("kind").asText().equals("command"));
                    assertThat(step.path("status").asText()).isEqualTo(status);
                    assertThat(step.path("command").asText()).isEqualTo(command);
                    if (status.equals("sent")) {
                        assertThat(step.path("by").path("user").asText()).isEqualTo(ana.id());
                        assertThat(step.path("by").path("via").asText()).isEqualTo("panel");
                    }
                }
                JsonNode state = watcher.await(
                        "state", frame -> frame.path("kind").asText().equals("state"));
                assertThat(state.path("command").asText()).isEqualTo(command);
            }
            JsonNode kept = ana.rest()
                    .get("/devices/" + lamp.id() + "/commands/" + command)
                    .json();
            assertThat(kept.path("status").asText()).isEqualTo("done");
            assertThat(kept.path("data").path("took").asInt()).isEqualTo(3);
        }
    }

    @Test
    void letsAViewerWatchAndNotCommand() {
        Home.Person ben = home.person("Ben");
        home.share(ana, lamp, ben, "viewer");
        try (WireClient device = lamp.online();
                WireClient terminal = ben.terminal()) {
            terminal.send("{'type':'command','id':'1','device':'%s','name':'set','args':{'power':'on'}}"
                    .formatted(lamp.id()));
            assertThat(terminal.await("error").path("code").asText()).isEqualTo("FORBIDDEN");
            RestClient.Answer rest =
                    ben.rest().post("/devices/" + lamp.id() + "/commands", "{'name':'set','args':{'power':'on'}}");
            assertThat(rest.status()).isEqualTo(403);
            assertThat(device.all())
                    .noneMatch(frame -> frame.path("type").asText().equals("command"));
        }
    }

    @Test
    void failsAtOnceForAnAbsentDeviceAndQueuesWhenAskedTo() {
        try (WireClient terminal = ana.watching("['" + lamp.id() + "']")) {
            terminal.send(
                    "{'type':'command','id':'1','device':'%s','name':'set','args':{'power':'on'},'offline':'fail'}"
                            .formatted(lamp.id()));
            JsonNode error = terminal.await("error");
            assertThat(error.path("code").asText()).isEqualTo("DEVICE_OFFLINE");
            assertThat(error.path("status").asInt()).isEqualTo(503);
            terminal.send(
                    "{'type':'command','id':'2','device':'%s','name':'set','args':{'power':'on'},'offline':'queue','ttl':60000}"
                            .formatted(lamp.id()));
            JsonNode queued = terminal.await("command");
            assertThat(queued.path("status").asText()).isEqualTo("queued");
            try (WireClient device = lamp.hello("b1")) {
                JsonNode waiting = device.await("welcome").path("commands");
                assertThat(waiting).hasSize(1);
                assertThat(waiting.get(0).path("command")).isEqualTo(queued.path("command"));
                terminal.await("sent", frame -> frame.path("status").asText().equals("sent"));
            }
        }
    }

    @Test
    void expiresWhatTheDeviceNeverAnswered() {
        try (WireClient device = lamp.online();
                WireClient terminal = ana.watching("['" + lamp.id() + "']")) {
            terminal.send("{'type':'command','id':'1','device':'%s','name':'set','args':{'power':'on'},'ttl':1000}"
                    .formatted(lamp.id()));
            JsonNode end = terminal.await(
                    "its end", frame -> frame.path("status").asText().equals("expired"));
            assertThat(end.path("code").asText()).isEqualTo("DEVICE_TIMEOUT");
            assertThat(device.isClosed()).isFalse();
        }
    }

    @Test
    void saysUnknownWhenTheDeviceWasLostAndSendsAgainWhenItResumes() {
        try (WireClient terminal = ana.watching("['" + lamp.id() + "']")) {
            WireClient device = lamp.hello("b1");
            String token = device.await("welcome").path("resume").asText();
            terminal.send("{'type':'command','id':'1','device':'%s','name':'set','args':{'power':'on'},'ttl':60000}"
                    .formatted(lamp.id()));
            terminal.send("{'type':'command','id':'2','device':'%s','name':'set','args':{'power':'off'},'ttl':1500}"
                    .formatted(lamp.id()));
            JsonNode kept = device.await("command");
            device.await("command");
            device.cut();
            JsonNode unknown = terminal.await(
                    "its end", frame -> frame.path("status").asText().equals("unknown"));
            assertThat(unknown.path("args").path("power").asText()).isEqualTo("off");
            try (WireClient back = lamp.resume(token, "b1")) {
                JsonNode commands = back.await("welcome").path("commands");
                assertThat(commands).hasSize(1);
                assertThat(commands.get(0).path("command")).isEqualTo(kept.path("command"));
                back.send("{'type':'result','command':'%s','ok':false,'code':'JAMMED','message':'stuck'}"
                        .formatted(kept.path("command").asText()));
                JsonNode failed = terminal.await(
                        "its end", frame -> frame.path("status").asText().equals("failed"));
                assertThat(failed.path("code").asText()).isEqualTo("JAMMED");
                assertThat(failed.path("message").asText()).isEqualTo("stuck");
            }
        }
    }

    @Test
    void repeatsTheFirstOutcomeForAKnownKey() {
        try (WireClient device = lamp.online()) {
            String path = "/devices/" + lamp.id() + "/commands";
            RestClient.Answer first =
                    ana.rest().post(path, "{'name':'set','args':{'power':'on'}}", "Idempotency-Key", "k1");
            assertThat(first.status()).isEqualTo(202);
            assertThat(first.header("Location"))
                    .endsWith(first.json().path("command").asText());
            RestClient.Answer again =
                    ana.rest().post(path, "{'name':'set','args':{'power':'on'}}", "Idempotency-Key", "k1");
            assertThat(again.json().path("command")).isEqualTo(first.json().path("command"));
            RestClient.Answer other =
                    ana.rest().post(path, "{'name':'set','args':{'power':'off'}}", "Idempotency-Key", "k1");
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.json().path("code").asText()).isEqualTo("KEY_REUSED");
            device.await("command");
            device.send("{'type':'ping'}");
            device.await("pong");
            assertThat(device.all().stream()
                            .filter(frame -> frame.path("type").asText().equals("command")))
                    .hasSize(1);
        }
    }

    @Test
    void refusesACommandOnAnOlderRevision() {
        try (WireClient device = lamp.online();
                WireClient terminal = ana.terminal()) {
            device.send("{'type':'report','seq':1,'set':{'power':'on'}}");
            long revision = device.await("ack").path("revision").asLong();
            terminal.send(
                    "{'type':'command','id':'1','device':'%s','name':'set','args':{'power':'off'},'ifRevision':%d}"
                            .formatted(lamp.id(), revision - 1));
            assertThat(terminal.await("error").path("code").asText()).isEqualTo("VERSION_CONFLICT");
            terminal.send(
                    "{'type':'command','id':'2','device':'%s','name':'set','args':{'power':'off'},'ifRevision':%d}"
                            .formatted(lamp.id(), revision));
            assertThat(terminal.await("command").path("status").asText()).isEqualTo("sent");
        }
    }

    @Test
    void waitsForTheEndWhenRestPrefersTo() {
        try (WireClient device = lamp.online()) {
            CompletableFuture<RestClient.Answer> answer = CompletableFuture.supplyAsync(() -> ana.rest()
                    .post(
                            "/devices/" + lamp.id() + "/commands",
                            "{'name':'set','args':{'power':'on'}}",
                            "Prefer",
                            "wait=10"));
            JsonNode offer = device.await("command");
            device.send("{'type':'result','command':'%s','ok':true}"
                    .formatted(offer.path("command").asText()));
            RestClient.Answer done = answer.join();
            assertThat(done.status()).isEqualTo(200);
            assertThat(done.json().path("status").asText()).isEqualTo("done");
            assertThat(done.json().path("by").path("via").asText()).isEqualTo("rest");
        }
    }

    @Test
    void takesBackWhatIsQueuedAndNotWhatWasSent() {
        String path = "/devices/" + lamp.id() + "/commands";
        RestClient.Answer queued =
                ana.rest().post(path, "{'name':'set','args':{'power':'on'},'offline':'queue','ttl':60000}");
        String command = queued.json().path("command").asText();
        assertThat(ana.rest().delete(path + "/" + command).status()).isBetween(200, 204);
        assertThat(ana.rest().get(path + "/" + command).json().path("status").asText())
                .isEqualTo("cancelled");
        try (WireClient device = lamp.hello("b1")) {
            assertThat(device.await("welcome").path("commands")).isEmpty();
            String sent = ana.rest()
                    .post(path, "{'name':'set','args':{'power':'on'}}")
                    .json()
                    .path("command")
                    .asText();
            assertThat(ana.rest().delete(path + "/" + sent).status()).isEqualTo(409);
        }
    }

    @Test
    void namesTheBadArguments() {
        RestClient.Answer answer = ana.rest()
                .post("/devices/" + lamp.id() + "/commands", "{'name':'set','args':{'power':'dim','brightness':300}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.json().path("errors").findValuesAsText("path"))
                .containsExactlyInAnyOrder("/args/power", "/args/brightness");
    }

    @Test
    void keepsWhatIsWantedUntilTheDeviceReportsIt() {
        RestClient.Answer wanted =
                ana.rest().patch("/devices/" + lamp.id() + "/desired", "{'power':'on','brightness':40}");
        assertThat(wanted.status()).as(wanted.toString()).isEqualTo(200);
        try (WireClient terminal = ana.watching("['" + lamp.id() + "']");
                WireClient device = lamp.hello("b1")) {
            JsonNode desired = device.await("welcome").path("desired");
            assertThat(desired.path("set").path("power").asText()).isEqualTo("on");
            assertThat(desired.path("revision").asLong()).isPositive();
            device.send("{'type':'report','seq':1,'set':{'power':'on','brightness':10}}");
            JsonNode settled =
                    terminal.await("state", frame -> frame.path("kind").asText().equals("state"));
            assertThat(settled.path("desired").path("unset")).hasSizeGreaterThanOrEqualTo(1);
            assertThat(home.state(ana, lamp).path("desired").has("power")).isFalse();
            ana.rest().patch("/devices/" + lamp.id() + "/desired", "{'brightness':70}");
            JsonNode offer = device.await("desired");
            assertThat(offer.path("set").path("brightness").asInt()).isEqualTo(70);
            device.send("{'type':'report','seq':2,'set':{'brightness':70}}");
            terminal.await(
                    "settled", frame -> frame.path("set").path("brightness").asInt() == 70);
            assertThat(home.state(ana, lamp).path("desired")).isEmpty();
        }
    }

    @Test
    void refusesAWishOnAnOlderRevision() {
        try (WireClient device = lamp.online()) {
            device.send("{'type':'report','seq':1,'set':{'power':'on'}}");
            device.await("ack");
            String etag = ana.rest().get("/devices/" + lamp.id() + "/state").header("ETag");
            String path = "/devices/" + lamp.id() + "/desired";
            assertThat(ana.rest()
                            .patch(path, "{'power':'off'}", "If-Match", etag)
                            .status())
                    .isEqualTo(200);
            RestClient.Answer late = ana.rest().patch(path, "{'power':'on'}", "If-Match", etag);
            assertThat(late.status()).isEqualTo(412);
        }
    }
}
