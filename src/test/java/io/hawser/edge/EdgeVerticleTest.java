package io.hawser.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.testing.HeardLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The frame around everything, over real connections with the JDK's own client. */
class EdgeVerticleTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Peer> arrived = new LinkedBlockingQueue<>();
    private String deployment = "";
    private EdgeNode node = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));

    @BeforeEach
    void listen() throws Exception {
        EdgeSettings defaults = EdgeSettings.defaults("127.0.0.1", 0);
        deploy(new EdgeSettings(
                defaults.host(),
                0,
                1024,
                1024,
                defaults.idle(),
                Duration.ofMillis(200),
                2,
                List.of("https://panel.example"),
                List.of("127.0.0.0/8"),
                List.of(),
                null,
                null));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void answersAProblemForWhatIsNotThere() throws Exception {
        HttpResponse<String> response = get("/nowhere?x=1");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("code")).isEqualTo("NOT_FOUND");
        assertThat(problem.getString("type")).isEqualTo("urn:hawser:problem:not-found");
        assertThat(problem.getInteger("status")).isEqualTo(404);
        assertThat(problem.getString("instance")).isEqualTo("/nowhere");
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getInteger("retryAfter")).isZero();
    }

    @Test
    void tellsNothingOfAnAccident() throws Exception {
        try (HeardLog log = new HeardLog(ProblemHandler.class)) {
            HttpResponse<String> response = get("/accident");

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).doesNotContain("very private").contains("\"code\":\"INTERNAL\"");
            String instance = new JsonObject(response.body()).getString("instance");
            assertThat(instance).matches("/accident#[0-9a-f]{12}");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(instance, "Exception", "EdgeVerticleTest")
                    .doesNotContain("very private");
        }
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhenAnotherTryMakesSense() throws Exception {
        HttpResponse<String> response = get("/away");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(new JsonObject(response.body()).getInteger("retryAfter")).isEqualTo(1500);
    }

    @Test
    void carriesSecurityHeadersEverywhere() throws Exception {
        HttpResponse<String> response = get("/nowhere");

        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy")).hasValue("same-origin");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void asksForTlsOnlyWhereAListedProxySpeaksIt() throws Exception {
        HttpResponse<String> response = send(request("/nowhere").header("X-Forwarded-Proto", "https"));

        assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void refusesSecretsInTheAddress() throws Exception {
        assertThat(get("/echo?access_token=x").statusCode()).isEqualTo(400);
        assertThat(get("/echo?Token=x").statusCode()).isEqualTo(400);
        assertThat(get("/echo?q=token").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> open("/ws/test?token=x")).satisfies(refused(400));
    }

    @Test
    void closesAConnectionThatNeverAsks() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(5000);
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void answersWhatCanNotBeReadWithAProblem() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).matches("HTTP/1.. 400");
        }
    }

    @Test
    void opensASocketAndTellsWhoItIs() throws Exception {
        WebSocket socket = open("/ws/test", "User-Agent", "lamp/1");

        assertThat(socket.getSubprotocol()).isEmpty();
        Peer peer = arrived.poll(5, TimeUnit.SECONDS);
        assertThat(peer).isNotNull();
        assertThat(peer.address()).isEqualTo("127.0.0.1");
    }

    @Test
    void believesAListedProxyTheLastHopThatIsNoProxy() throws Exception {
        open("/ws/test", "X-Forwarded-For", "6.6.6.6, 203.0.113.9, 127.0.0.7");

        assertThat(arrived.poll(5, TimeUnit.SECONDS)).extracting(Peer::address).isEqualTo("203.0.113.9");
    }

    @Test
    void ignoresForwardedAddressesOfStrangers() throws Exception {
        deploy(EdgeSettings.defaults("127.0.0.1", 0));
        open("/ws/test", "X-Forwarded-For", "203.0.113.9");

        assertThat(arrived.poll(5, TimeUnit.SECONDS)).extracting(Peer::address).isEqualTo("127.0.0.1");
    }

    @Test
    void takesOursAmongTheSubprotocolsAndRefusesOnlyOthers() throws Exception {
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("other", "hawser.v1")
                .buildAsync(uri("ws", "/ws/test"), new WebSocket.Listener() {})
                .get(5, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("hawser.v1");

        CompletableFuture<WebSocket> other = client.newWebSocketBuilder()
                .subprotocols("other")
                .buildAsync(uri("ws", "/ws/test"), new WebSocket.Listener() {});
        assertThatThrownBy(() -> other.get(5, TimeUnit.SECONDS)).satisfies(refused(400));
    }

    @Test
    void refusesPagesOfOtherOrigins() throws Exception {
        open("/ws/test", "Origin", "http://127.0.0.1:" + node.port());
        open("/ws/test", "Origin", "https://panel.example");
        assertThatThrownBy(() -> open("/ws/test", "Origin", "https://evil.example"))
                .satisfies(refused(403));
        assertThatThrownBy(() -> open("/ws/test", "Origin", "null")).satisfies(refused(403));
        assertThatThrownBy(() -> open("/ws/test", "Origin", "http://127.0.0.1:1"))
                .satisfies(refused(403));
    }

    @Test
    void boundsTheSocketsOfAnAddressAndGivesTheirPlacesBack() throws Exception {
        WebSocket first = open("/ws/test");
        open("/ws/test");
        assertThatThrownBy(() -> open("/ws/test")).satisfies(refused(429));

        first.abort();
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (node.addresses().count("127.0.0.1") == 2 && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        open("/ws/test");
    }

    @Test
    void tellsAPlainRequestToUpgrade() throws Exception {
        HttpResponse<String> response = get("/ws/test");

        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(send(request("/ws/test").POST(HttpRequest.BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(405);
    }

    private void deploy(EdgeSettings settings) throws Exception {
        if (!deployment.isEmpty()) {
            await(vertx.undeploy(deployment));
        }
        node = new EdgeNode(settings);
        deployment =
                await(vertx.deployVerticle(new EdgeVerticle(node, List.of(new Endpoint()), List.of(new Routes()))));
    }

    private WebSocket open(String path, String... headers) throws Exception {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(uri("ws", path), new WebSocket.Listener() {}).get(5, TimeUnit.SECONDS);
    }

    private static org.assertj.core.api.ThrowingConsumer<Throwable> refused(int status) {
        return thrown -> {
            Throwable cause = thrown instanceof ExecutionException || thrown instanceof CompletionException
                    ? thrown.getCause()
                    : thrown;
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refusal -> assertThat(refusal.getResponse().statusCode())
                                    .isEqualTo(status));
        };
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri("http", path)).timeout(Duration.ofSeconds(5));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + node.port() + path);
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class Endpoint implements SocketEndpoint {
        @Override
        public String path() {
            return "/ws/test";
        }

        @Override
        public boolean fromBrowsers() {
            return true;
        }

        @Override
        public void connected(ServerWebSocket socket, Peer peer) {
            arrived.add(peer);
        }
    }

    private static final class Routes implements Mount {
        @Override
        public Future<Void> start(Vertx vertx, Router router) {
            router.get("/echo").handler(context -> context.end("here"));
            router.get("/away")
                    .handler(context -> context.fail(
                            Failure.of(ErrorCode.UNAVAILABLE, "The store is away.", Duration.ofMillis(1500))));
            router.get("/accident").handler(context -> {
                throw new IllegalStateException("very private");
            });
            return Future.succeededFuture();
        }
    }
}
