package io.hawser.channel;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hawser.alert.Due;
import io.hawser.alert.Messages.HookCall;
import io.hawser.alert.Messages.Push;
import io.hawser.alert.Messages.Sms;
import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import io.hawser.domain.Json;
import io.hawser.testing.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Push services, providers and programs as a server of the test's own. */
@SuppressWarnings("NullAway.Init")
class WaysOutTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Vertx vertx;
    private static HttpServer server;
    private static Web web;

    private static volatile int status;
    private static volatile String answer;
    private static final List<Got> GOT = new CopyOnWriteArrayList<>();

    private record Got(HttpServerRequest request, Buffer body) {
        String header(String name) {
            return String.valueOf(request.getHeader(name));
        }
    }

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = done(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    GOT.add(new Got(request, body));
                    request.response().setStatusCode(status);
                    if (status >= 300 && status < 400) {
                        request.response().putHeader("Location", "/elsewhere");
                    }
                    request.response().end(answer);
                }))
                .listen(0, "127.0.0.1"));
        web = new Web(vertx);
    }

    @AfterAll
    static void stop() {
        web.close();
        done(vertx.close());
    }

    @BeforeEach
    void well() {
        status = 201;
        answer = "";
        GOT.clear();
    }

    @Test
    void pushesWhatOnlyTheBrowserCanReadFromAHubThatThePushServiceKnows() throws Exception {
        PushReceiver browser = new PushReceiver();
        PushKeys keys = PushKeys.of(PushKeys.fresh());
        done(push(keys).send(message(browser, "Türklingel: 设备离线")));

        Got got = GOT.get(0);
        assertThat(got.header("Content-Encoding")).isEqualTo("aes128gcm");
        assertThat(got.header("TTL")).isEqualTo("86400");
        assertThat(got.header("Urgency")).isEqualTo("high");
        assertThat(got.header("Topic")).matches("[A-Za-z0-9_-]{32}");
        JsonNode told = JSON.readTree(browser.read(got.body().getBytes()));
        assertThat(told.path("title").asText()).isEqualTo("Türklingel: 设备离线");
        assertThat(told.path("path").asText()).isEqualTo("/faults/flt_1");
        assertThat(told.path("id").asText()).isEqualTo("dlv_1");

        String[] vapid = got.header("Authorization").replace("vapid t=", "").split(", k=", 2);
        assertThat(vapid[1]).isEqualTo(keys.open());
        assertThat(PushReceiver.isSigned(vapid[0], vapid[1])).isTrue();
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(vapid[0].split("\\.", -1)[1]));
        assertThat(claims.path("aud").asText()).isEqualTo("http://127.0.0.1:" + server.actualPort());
        assertThat(claims.path("sub").asText()).isEqualTo("mailto:hub@hawser.example");
        long ends = claims.path("exp").asLong() - Instant.now().getEpochSecond();
        assertThat(ends).isBetween(60L, 86_400L);
    }

    @ParameterizedTest
    @CsvSource({"404, GONE", "410, GONE", "413, NEVER", "400, NEVER", "429, REFUSED", "401, REFUSED", "500, UNSURE"})
    void knowsWhatAPushServiceMeans(int told, Kind kind) throws Exception {
        status = told;
        assertThat(failure(push(PushKeys.of(PushKeys.fresh())).send(message(new PushReceiver(), "x")))
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void givesUpABrowserWhoseKeyIsNone() {
        Due.Browser bad = new Due.Browser("b", url("/"), "AAAA", "AAAA");
        Push message = new Push("dlv_1", bad, "t", false, "x", "", "/");
        assertThat(failure(push(PushKeys.of(PushKeys.fresh())).send(message)).kind())
                .isEqualTo(Kind.NEVER);
        assertThat(GOT).isEmpty();
    }

    @Test
    void keepsAPairOfKeys() {
        String text = PushKeys.fresh();
        assertThat(PushKeys.of(text + "\n").open()).isEqualTo(PushKeys.of(text).open());
        assertThat(Base64.getUrlDecoder().decode(PushKeys.of(text).open()))
                .hasSize(65)
                .startsWith(4);
    }

    @Test
    void signsWhatItTellsAProgram() throws Exception {
        ManualClock clock = new ManualClock();
        HookSecrets secrets = new HookSecrets("the installation's");
        done(new HookOut(web, secrets, true, clock).send(call(url("/hook?token=1"))));

        Got got = GOT.get(0);
        assertThat(got.request().uri()).isEqualTo("/hook?token=1");
        assertThat(got.header("Hawser-Event")).isEqualTo("alert.raised");
        assertThat(got.header("Hawser-Delivery")).isEqualTo("dlv_1");
        assertThat(got.header("Content-Type")).isEqualTo("application/json");
        long at = clock.instant().getEpochSecond();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secrets.of("whk_1", 1).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((at + ".").getBytes(StandardCharsets.UTF_8));
        String signed = HexFormat.of().formatHex(mac.doFinal(got.body().getBytes()));
        assertThat(got.header("Hawser-Signature")).isEqualTo("t=" + at + ",v1=" + signed);
        assertThat(secrets.of("whk_1", 2)).isNotEqualTo(secrets.of("whk_1", 1)).startsWith("whsec_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/",
                "http://localhost:%d/",
                "http://[::1]:%d/",
                "http://0.0.0.0:%d/",
                "http://2130706433:%d/",
                "http://[::ffff:127.0.0.1]:%d/",
                "http://10.0.0.1:%d/",
                "http://169.254.169.254:%d/latest/meta-data"
            })
    void callsNoPrivateAddress(String address) {
        HookOut out = new HookOut(web, new HookSecrets("k"), false, new ManualClock());
        Undelivered refused = failure(out.send(call(address.formatted(server.actualPort()))));
        assertThat(refused.kind()).isIn(Kind.NEVER, Kind.REFUSED);
        assertThat(GOT).isEmpty();
    }

    @Test
    void followsNoRedirect() {
        status = 302;
        Undelivered refused =
                failure(new HookOut(web, new HookSecrets("k"), true, new ManualClock()).send(call(url("/"))));
        assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
        assertThat(GOT).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"410, NEVER", "404, REFUSED", "429, REFUSED", "503, UNSURE"})
    void knowsWhatAProgramMeans(int told, Kind kind) {
        status = told;
        HookOut out = new HookOut(web, new HookSecrets("k"), true, new ManualClock());
        assertThat(failure(out.send(call(url("/")))).kind()).isEqualTo(kind);
    }

    @Test
    void isSureThatNothingCameWhereNobodyListens() {
        HookOut out = new HookOut(web, new HookSecrets("k"), true, new ManualClock());
        assertThat(failure(out.send(call("http://127.0.0.1:1/"))).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void sendsTextMessagesAsTwilioWantsThem() {
        done(sms("+15005550006").send(new Sms("dlv_1", "+4915112345678", "Hawser: Türklingel & Co\nhttps://hub/f")));
        Got got = GOT.get(0);
        assertThat(got.request().path()).isEqualTo("/2010-04-01/Accounts/AC1/Messages.json");
        assertThat(got.header("Authorization"))
                .isEqualTo(
                        "Basic " + Base64.getEncoder().encodeToString("AC1:secret".getBytes(StandardCharsets.UTF_8)));
        assertThat(got.header("Content-Type")).startsWith("application/x-www-form-urlencoded");
        assertThat(got.header("I-Twilio-Idempotency-Token")).isEqualTo("dlv_1");
        assertThat(got.body().toString())
                .isEqualTo("To=%2B4915112345678&From=%2B15005550006"
                        + "&Body=Hawser%3A+T%C3%BCrklingel+%26+Co%0Ahttps%3A%2F%2Fhub%2Ff");
        done(sms("MG123").send(new Sms("dlv_2", "+49", "x")));
        assertThat(GOT.get(1).body().toString()).contains("MessagingServiceSid=MG123");
    }

    @ParameterizedTest
    @CsvSource({"400, NEVER", "401, REFUSED", "429, REFUSED", "500, UNSURE"})
    void knowsWhatAProviderMeans(int told, Kind kind) {
        status = told;
        answer = "{\"code\":21211,\"message\":\"The 'To' number is not valid\",\"status\":400}";
        Undelivered refused = failure(sms("+1500").send(new Sms("dlv_1", "+49", "x")));
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.words())
                .contains("21211 The 'To' number is not valid")
                .doesNotContain("secret");
    }

    private static PushOut push(PushKeys keys) {
        return new PushOut(vertx, web, keys, "mailto:hub@hawser.example", true);
    }

    private static Push message(PushReceiver browser, String title) {
        Due.Browser to = new Due.Browser("brw_1", url("/push/1"), browser.p256dh(), browser.auth());
        return new Push("dlv_1", to, "flt_1", true, title, "It is gone.", "/faults/flt_1");
    }

    private static SmsOut sms(String from) {
        return new SmsOut(web, new SmsSettings(url("/2010-04-01"), "AC1", "secret", from));
    }

    private static HookCall call(String url) {
        return new HookCall("dlv_1", new Due.Hook("whk_1", url, 1), "alert.raised", new Json("{\"a\":\"ü\"}"));
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    private static Undelivered failure(Future<Void> sent) {
        return catchThrowableOfType(Undelivered.class, () -> done(sent));
    }
}
