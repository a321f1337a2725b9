package io.hawser.edge.rest;

import static io.hawser.edge.rest.RestHub.ANA;
import static io.hawser.edge.rest.RestHub.BEN;
import static io.hawser.edge.rest.RestHub.CEM;
import static io.hawser.edge.rest.RestHub.DEVICE;
import static io.hawser.edge.rest.RestHub.DORA;
import static io.hawser.edge.rest.RestHub.LIGHT;
import static io.hawser.edge.rest.RestHub.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Presence;
import io.hawser.domain.Role;
import io.hawser.domain.Snapshot;
import io.hawser.testing.RestClient.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of requests, and who may what, over HTTP. */
class RestMountTest {
    @SuppressWarnings("NullAway.Init")
    private static RestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new RestHub(folder);
        hub.live.on("snapshot", given -> snapshot((DeviceId) given[0], 5300));
        hub.live.on(
                "snapshots",
                given -> ((List<?>) given[0])
                        .stream().map(id -> snapshot((DeviceId) id, 5300)).toList());
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void servesTheContractToAnybody() {
        Answer answer = hub.stranger().get("/openapi.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("openapi").asText()).startsWith("3.1");
        assertThat(answer.json().path("paths").has("/devices/{device}/commands"))
                .isTrue();
        assertThat(answer.text()).doesNotContain("__absolute");
    }

    @Test
    void namesEveryBadFieldOfABody() {
        Answer answer = hub.stranger().post("/setup", "{'code':'','name':7,'password':'short'}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asText()).isEqualTo("BAD_VALUE");
        assertThat(paths(answer)).containsExactlyInAnyOrder("/code", "/name", "/password", "/login");
        assertThat(answer.json().path("errors"))
                .extracting(error -> error.path("message").asText())
                .contains("is required", "must have at least 10 characters", "must be string");
    }

    @Test
    void namesEveryBadParameter() {
        Answer answer = hub.as(BEN).get("/devices/dev_1/series?from=x&to=-1&buckets=0");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(paths(answer))
                .containsExactlyInAnyOrder("/query/property", "/query/from", "/query/to", "/query/buckets");
        assertThat(hub.as(BEN).get("/devices/" + "x".repeat(65)).status()).isEqualTo(422);
        assertThat(paths(hub.as(BEN).get("/devices/dev_1/log?kinds=state,nonsense")))
                .containsExactly("/query/kinds/1");
        assertThat(paths(hub.as(BEN).get("/devices?limit=5&limit=6"))).containsExactly("/query/limit");
    }

    @Test
    void namesParametersAndBodyInOneAnswer() {
        Answer answer =
                hub.as(BEN).patch("/devices/dev_1/desired", "[]", "Content-Type", "application/json", "If-Match", "5");

        assertThat(answer.status()).isEqualTo(400);
        answer = hub.as(BEN).post("/devices/dev_1/commands", "{'ttl':1}", "Idempotency-Key", "two words");
        assertThat(paths(answer)).containsExactlyInAnyOrder("/header/idempotency-key", "/ttl", "/name");
    }

    @Test
    void tellsWhatIsNoJsonFromWhatIsNotAllowed() {
        assertThat(code(hub.stranger().post("/auth/login", "{'login':"))).isEqualTo("400 BAD_MESSAGE");
        assertThat(paths(hub.stranger().post("/auth/login", "{'login':'a','login':'b','password':'x'}")))
                .containsExactly("/login");
        assertThat(code(hub.stranger().post("/auth/login", ""))).isEqualTo("400 BAD_MESSAGE");
        assertThat(code(hub.stranger().post("/auth/login", "{}"))).isEqualTo("422 BAD_VALUE");
    }

    @Test
    void refusesWhatHttpRefuses() {
        assertThat(code(hub.as(BEN).get("/nothing"))).isEqualTo("404 NOT_FOUND");
        Answer answer = hub.as(BEN).delete("/devices");
        assertThat(code(answer)).isEqualTo("405 METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
        answer = hub.stranger().post("/auth/login", "login=a", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(code(answer)).isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        assertThat(code(hub.stranger().post("/auth/login", "{'login':'" + "x".repeat(70_000) + "'}")))
                .isEqualTo("413 TOO_LARGE");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void asksForASignInButWhereTheContractDoesNot() {
        Answer answer = hub.stranger().get("/devices");
        assertThat(code(answer)).isEqualTo("401 UNAUTHENTICATED");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(code(hub.stranger().as("nonsense").get("/me"))).isEqualTo("401 UNAUTHENTICATED");
        assertThat(hub.stranger().get("/setup").text()).isEqualTo("{\"needed\":false}");
    }

    @Test
    void tellsWhoIsSignedIn() {
        JsonNode me = hub.as(BEN).get("/me").json();

        assertThat(me.path("id").asText()).isEqualTo("usr_ben");
        assertThat(me.path("role").asText()).isEqualTo("member");
        assertThat(me.path("session").asText()).isEqualTo("login_usr_ben");
    }

    @Test
    void listsDevicesWithPresenceInOneRead() {
        List<Object> reads = new ArrayList<>();
        hub.live.on("snapshots", given -> {
            reads.add(given[0]);
            return List.of(snapshot(LIGHT, 7));
        });
        hub.devices.on("list", given -> new Page<>(List.of(new Seen(DEVICE, Role.OWNER)), "more"));

        JsonNode list = hub.as(BEN).get("/devices?limit=1").json();

        assertThat(reads).hasSize(1);
        assertThat(list.path("next").asText()).isEqualTo("more");
        JsonNode device = list.path("items").get(0);
        assertThat(device.path("id").asText()).isEqualTo("dev_1");
        assertThat(device.path("role").asText()).isEqualTo("owner");
        assertThat(device.path("owner").path("name").asText()).isEqualTo("BEN");
        assertThat(device.path("presence").path("status").asText()).isEqualTo("online");
    }

    @Test
    void knowsADeviceForThoseWhoMayKnowOfIt() {
        assertThat(hub.as(CEM).get("/devices/dev_1").json().path("role").asText())
                .isEqualTo("viewer");
        assertThat(hub.as(ANA).get("/devices/dev_1").json().path("role").asText())
                .isEqualTo("admin");
        assertThat(code(hub.as(DORA).get("/devices/dev_1"))).isEqualTo("404 NOT_FOUND");
        assertThat(code(hub.as(ANA).get("/devices/dev_none"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void holdsEveryRouteOfADeviceAgainstThePolicy() {
        for (String read :
                List.of("", "/state", "/commands", "/commands/cmd_1", "/log", "/series?property=x", "/shares")) {
            assertThat(code(hub.as(DORA).get("/devices/dev_1" + read))).as(read).isEqualTo("404 NOT_FOUND");
        }
        assertThat(code(hub.as(CEM).patch("/devices/dev_1", "{'name':'x'}"))).isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).delete("/devices/dev_1"))).isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).post("/devices/dev_1/secret", "{}"))).isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).patch("/devices/dev_1/desired", "{'power':'on'}")))
                .isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).post("/devices/dev_1/commands", "{'name':'set','args':{'power':'on'}}")))
                .isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).delete("/devices/dev_1/commands/cmd_1"))).isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).get("/devices/dev_1/shares"))).isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(CEM).post("/devices/dev_1/shares", "{'login':'dora','role':'viewer'}")))
                .isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(BEN).get("/users"))).isEqualTo("403 FORBIDDEN");
        assertThat(code(hub.as(BEN).get("/sessions?user=usr_cem"))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void givesTheStateWithItsRevisionAsTag() {
        Answer answer = hub.as(CEM).get("/devices/dev_1/state");

        assertThat(answer.header("ETag")).isEqualTo("\"5300\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.json().path("state").path("power").asText()).isEqualTo("on");
        assertThat(answer.json().path("desired").path("brightness").asInt()).isEqualTo(60);
        assertThat(answer.json().path("revision").asInt()).isEqualTo(5300);
    }

    @Test
    void readsAMomentOfThePastFromHistory() {
        hub.history.on("stateAt", given -> java.util.Optional.of(snapshot(LIGHT, 12)));

        Answer answer = hub.as(CEM).get("/devices/dev_1/state?at=" + (NOW.toEpochMilli() - 1));
        assertThat(answer.json().path("revision").asInt()).isEqualTo(12);
        answer = hub.as(CEM).get("/devices/dev_1/state?at=" + NOW.toEpochMilli());
        assertThat(answer.json().path("revision").asInt()).isEqualTo(5300);
    }

    @Test
    void showsModels() {
        JsonNode models = hub.as(DORA).get("/models?limit=200").json();

        assertThat(models.path("next").isNull()).isTrue();
        assertThat(models.path("items")).hasSize(10);
        assertThat(hub.as(DORA).get("/models/light").json().path("commands").has("set"))
                .isTrue();
        assertThat(code(hub.as(DORA).get("/models/toaster"))).isEqualTo("404 NOT_FOUND");
        JsonNode first = hub.as(DORA).get("/models?limit=4").json();
        JsonNode second = hub.as(DORA)
                .get("/models?limit=200&cursor=" + first.path("next").asText())
                .json();
        assertThat(second.path("items")).hasSize(6);
    }

    @Test
    void tellsThatAStoreIsAway() {
        hub.users.on("list", given -> {
            throw Failure.of(ErrorCode.UNAVAILABLE, "PostgreSQL is away.", java.time.Duration.ofSeconds(2));
        });

        Answer answer = hub.as(ANA).get("/users");
        assertThat(code(answer)).isEqualTo("503 UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void makesADeviceAndShowsItsSecretsOnce() {
        hub.devices.on("add", given -> given[0]);

        Answer answer = hub.as(DORA).post("/devices", "{'name':'Desk','model':'light'}");

        assertThat(answer.status()).isEqualTo(201);
        String id = answer.json().path("device").path("id").asText();
        assertThat(answer.header("Location")).isEqualTo("/api/v1/devices/" + id);
        assertThat(answer.json().path("secret").asText()).hasSize(43);
        assertThat(answer.json().path("claimCode").asText()).isNotBlank();
        assertThat(answer.json().path("device").path("presence").path("reason").asText())
                .isEqualTo("NEVER");
        assertThat(paths(hub.as(DORA).post("/devices", "{'name':'Desk','model':'toaster'}")))
                .containsExactly("/model");
    }

    static Snapshot snapshot(DeviceId device, long revision) {
        return new Snapshot(
                device,
                4,
                revision,
                Map.of("power", new Json("\"on\"")),
                Map.of("brightness", new Json("60")),
                5290,
                new Presence(Presence.Status.ONLINE, Presence.Reason.RESUMED, NOW, null));
    }

    private static List<String> paths(Answer answer) {
        List<String> paths = new ArrayList<>();
        answer.json()
                .path("errors")
                .forEach(error -> paths.add(error.path("path").asText()));
        return paths;
    }

    private static String code(Answer answer) {
        return answer.status() + " " + answer.json().path("code").asText();
    }
}
