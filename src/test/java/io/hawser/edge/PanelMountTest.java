package io.hawser.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Failure;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The panel as it is packed, its libraries, the contract's page, health and metrics. */
class PanelMountTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final EdgeNode NODE = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));
    private static final AtomicBoolean REDIS = new AtomicBoolean(true);

    @BeforeAll
    static void start() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        await(VERTX.deployVerticle(new EdgeVerticle(
                NODE,
                List.of(),
                List.of(
                        new MetricsMount(NODE, registry),
                        new HealthMount(NODE, Map.of("redis", PanelMountTest::redis)),
                        new PanelMount(new PanelFiles(NODE.settings()))))));
    }

    @AfterAll
    static void stop() throws Exception {
        await(VERTX.close());
    }

    @Test
    void servesThePageWhereverAViewLives() throws Exception {
        String page = get("/").body();

        assertThat(page).contains("<script type=\"importmap\">");
        assertThat(get("/devices/dev_1").body()).isEqualTo(page);
        assertThat(get("/devices/dev_1/").body()).isEqualTo(page);
        assertThat(get("/index.html").body()).isEqualTo(page);
        assertThat(get("/").headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(get("/").headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @Test
    void allowsTheInlineImportMapByItsHashAndNothingElseInline() throws Exception {
        HttpResponse<String> response = get("/");
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(response.body());
        assertThat(map.find()).isTrue();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8));

        String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(digest) + "';")
                .contains("default-src 'self'", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void everyLibraryThatThePageNamesIsThere() throws Exception {
        Matcher library = Pattern.compile("\"(/lib/[^\"]+\\.js)\"").matcher(get("/").body());
        int found = 0;
        while (library.find()) {
            HttpResponse<String> response = get(library.group(1));
            assertThat(response.statusCode()).as(library.group(1)).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
            found++;
        }
        assertThat(found).isGreaterThan(3);
    }

    @Test
    void keepsOtherFilesOfTheClassPathToItself() throws Exception {
        for (String path : List.of(
                "/lib/lit/package.json/..",
                "/lib/jackson-core/x.js",
                "/lib/lit/../../../../openapi/openapi.yaml",
                "/lib/lit/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/openapi/openapi.yaml",
                "/lib/echarts/echarts.js.map",
                "/lib/lit",
                "/lib/",
                "/missing.js",
                "/..%2fopenapi%2fopenapi.yaml",
                "/js/../../openapi/openapi.yaml")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void doesNotTakeOthersAddressesForViews() throws Exception {
        for (String path : List.of("/api/v1/nothing", "/api", "/ws/nothing", "/health/nothing", "/docs/nothing")) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        HttpResponse<String> post = send(request("/devices").POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void sendsNothingTwiceToAClientThatHasIt() throws Exception {
        String tag = get("/lib/lit/index.js").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = send(request("/lib/lit/index.js").header("If-None-Match", "W/" + tag + ", \"x\""));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(send(request("/lib/lit/index.js").header("If-None-Match", "\"x\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void compressesForThoseWhoTakeIt() throws Exception {
        HttpResponse<byte[]> packed = CLIENT.send(
                request("/lib/echarts/echarts.esm.min.js")
                        .header("Accept-Encoding", "br, gzip;q=0.8")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        HttpResponse<String> plain = get("/lib/echarts/echarts.esm.min.js");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(unpacked(packed.body())).isEqualTo(plain.body());
        assertThat(packed.body().length).isLessThan(plain.body().length() / 2);
        assertThat(plain.headers().firstValue("ETag"))
                .isNotEqualTo(packed.headers().firstValue("ETag"));
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> head = send(request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
    }

    @Test
    void showsTheContract() throws Exception {
        HttpResponse<String> page = get("/docs");

        assertThat(page.body()).contains("/lib/swagger-ui/swagger-ui-bundle.js").doesNotContain("<script>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self';", "style-src 'self' 'unsafe-inline'");
        assertThat(get("/docs/docs.js").body()).contains("/api/v1/openapi.json");
        assertThat(get("/lib/swagger-ui/swagger-ui.css").statusCode()).isEqualTo(200);
    }

    @Test
    void readsThePanelAnewFromAFolder(@TempDir Path folder) throws Exception {
        EdgeSettings plain = EdgeSettings.defaults("127.0.0.1", 0);
        Files.writeString(folder.resolve("index.html"), "<script>1</script>");
        PanelFiles files = new PanelFiles(new EdgeSettings(
                plain.host(),
                0,
                plain.frame(),
                plain.body(),
                plain.idle(),
                plain.handshake(),
                plain.addressConnections(),
                List.of(),
                List.of(),
                List.of(),
                null,
                folder));
        Asset first = files.read("index.html").orElseThrow();
        String policy = files.policy(first);
        Files.writeString(folder.resolve("index.html"), "<script>2</script>");
        Asset second = files.read("index.html").orElseThrow();

        assertThat(second.text()).isEqualTo("<script>2</script>");
        assertThat(files.policy(second)).isNotEqualTo(policy);
        assertThat(files.kept("index.html")).isNull();
        assertThat(files.read("../" + folder.getFileName() + "/index.html")).isEmpty();
    }

    @Test
    void saysWhatIsMissingUntilItIsReady() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        REDIS.set(false);
        HttpResponse<String> response = awaitStatus(503);
        assertThat(response.body()).contains("redis").contains("\"code\":\"UNAVAILABLE\"");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        REDIS.set(true);
        assertThat(awaitStatus(200).body()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void timesRequestsByTheirRoute() throws Exception {
        get("/lib/lit/index.js");
        get("/missing.js");

        String metrics = get("/metrics").body();
        assertThat(metrics)
                .contains("hawser_http_requests_seconds_count{method=\"GET\",route=\"/lib/*\",status=\"2xx\"}")
                .contains("hawser_http_requests_seconds_count{method=\"GET\",route=\"/*\",status=\"4xx\"}")
                .doesNotContain("missing.js");
    }

    @Test
    void keepsMetricsFromWhatOnlyPassesThroughThisMachine() throws Exception {
        HttpResponse<String> response = send(request("/metrics").header("X-Forwarded-For", "203.0.113.9"));

        assertThat(response.statusCode()).isEqualTo(403);
    }

    private static HttpResponse<String> awaitStatus(int status) throws Exception {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        HttpResponse<String> response = get("/health/ready");
        while (response.statusCode() != status && System.nanoTime() < patience) {
            response = get("/health/ready");
        }
        assertThat(response.statusCode()).isEqualTo(status);
        return response;
    }

    private static Future<?> redis() {
        return REDIS.get() ? Future.succeededFuture() : Future.failedFuture(Failure.unavailable("Redis is away."));
    }

    private static String unpacked(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + NODE.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
