package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hawser.app.StartFailure;
import io.hawser.testing.TestCertificate;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hub behind a certificate of its own. */
class TlsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TERMINALS = 8;
    private static final int REPORTS = 400;

    @TempDir
    Path folder;

    private Path cert;
    private Path key;

    @BeforeEach
    void files() {
        cert = folder.resolve("hub.pem");
        key = folder.resolve("hub.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void everyTerminalReadsEveryByteOfABurst(String algorithm) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, algorithm).write(cert, key);
        try (TestHub hub = start()) {
            assertThat(hub.url()).startsWith("https://");
            HttpClient http = client(certificate);
            String token = setUp(http, hub);
            JsonNode made = post(http, hub, "/devices", "{'name':'Lamp','model':'generic'}", token);
            String device = made.path("device").path("id").asText();

            List<WireClient> terminals = new ArrayList<>();
            for (int i = 0; i < TERMINALS; i++) {
                WireClient terminal = WireClient.connect(http, socket(hub, "/ws/terminal"));
                terminal.send("{'type':'hello','token':'%s'}".formatted(token));
                terminal.send("{'type':'subscribe','id':'1','devices':['%s'],'kinds':['state']}".formatted(device));
                terminal.await("synced");
                terminals.add(terminal);
            }
            WireClient lamp = WireClient.connect(http, socket(hub, "/ws/device"));
            lamp.send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}"
                    .formatted(device, made.path("secret").asText()));
            lamp.await("welcome");
            for (int seq = 1; seq <= REPORTS; seq++) {
                lamp.send("{'type':'report','seq':%d,'set':{'n':%d,'pad':'%s'}}"
                        .formatted(seq, seq, "x".repeat(seq % 97)));
            }
            for (WireClient terminal : terminals) {
                terminal.await("last", frame -> frame.path("set").path("n").asInt() == REPORTS);
                long revision = -1;
                int told = 0;
                for (JsonNode frame : terminal.all()) {
                    if (frame.path("type").asText().equals("change")) {
                        assertThat(frame.path("pad").asText()).isEmpty();
                        assertThat(revision == -1 || frame.path("from").asLong() == revision)
                                .isTrue();
                        revision = frame.path("revision").asLong();
                        told += Math.max(1, frame.path("merged").asInt());
                    }
                }
                assertThat(told).isEqualTo(REPORTS);
                terminal.close();
            }
            lamp.close();
        }
    }

    @Test
    void saysThatItIsToBeSpokenToByTlsOnly() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "EC").write(cert, key);
        try (TestHub hub = start()) {
            HttpResponse<String> answer = get(client(certificate), hub, "/health/ready");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://127.0.0.1:" + hub.port() + "/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void takesANewCertificateWithoutARestartOnceItsKeyBelongsToIt() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "EC").write(cert, key);
        try (TestHub hub = start()) {
            String token = setUp(client(first), hub);
            WireClient open = WireClient.connect(client(first), socket(hub, "/ws/terminal"));
            open.send("{'type':'hello','token':'%s'}".formatted(token));
            open.await("welcome");

            TestCertificate second = TestCertificate.make(folder, "RSA");
            second.writeCertificate(cert);
            // A certificate without its key: nobody may be served with that.
            assertThat(get(client(first), hub, "/health/live").statusCode()).isEqualTo(200);
            second.writeKey(key);

            long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
            while (!accepts(hub, second)) {
                assertThat(System.nanoTime())
                        .as("the new certificate is not taken")
                        .isLessThan(deadline);
            }
            assertThat(accepts(hub, first)).isFalse();
            open.send("{'type':'ping','id':'2'}");
            assertThat(open.await("pong").path("time").asLong()).isPositive();
            open.close();
        }
    }

    @Test
    void saysInOneLineWhatIsWrongWithTheFiles() throws IOException {
        assertThatThrownBy(this::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage("cannot serve TLS: " + cert + " can't be read (tls.cert, tls.key)");

        TestCertificate.make(folder, "EC").write(cert, key);
        TestCertificate.make(folder, "EC").writeKey(key);
        assertThatThrownBy(this::start).isInstanceOf(StartFailure.class).hasMessageContaining("is not that of");

        Files.writeString(cert, "no certificate");
        assertThatThrownBy(this::start).isInstanceOf(StartFailure.class).hasMessageContaining("can't be used");
    }

    private TestHub start() {
        return TestHub.startWithoutAdministrator(Map.of("tls.cert", cert.toString(), "tls.key", key.toString()));
    }

    private static HttpClient client(TestCertificate certificate) {
        return HttpClient.newBuilder().sslContext(certificate.trust()).build();
    }

    private static boolean accepts(TestHub hub, TestCertificate certificate) throws Exception {
        try {
            return get(client(certificate), hub, "/health/live").statusCode() == 200;
        } catch (SSLException e) {
            return false;
        }
    }

    private static String setUp(HttpClient http, TestHub hub) throws Exception {
        return post(
                        http,
                        hub,
                        "/setup",
                        "{'code':'first-light','name':'Root','login':'root','password':'correct horse battery'}",
                        null)
                .path("accessToken")
                .asText();
    }

    private static URI socket(TestHub hub, String path) {
        return URI.create("wss://127.0.0.1:" + hub.port() + path);
    }

    private static HttpResponse<String> get(HttpClient http, TestHub hub, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + hub.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode post(HttpClient http, TestHub hub, String path, String body, @Nullable String token)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + hub.port() + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }
}
