package io.hawser.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Autobahn test suite, cases 1 to 7 (framing, pings, reserved bits, opcodes, fragments, UTF-8, closing), against an endpoint
 * that stands in the edge where those of devices and terminals do, with all its options. 8 to 13 are limits, speed and
 * compression, which stays off.
 */
class AutobahnIT {
    private static final String CASES = "1.*,2.*,3.*,4.*,5.*,6.*,7.*";
    private static final int KNOWN = 246;

    /** NON-STRICT: the right answer, some bytes later than could be. INFORMATIONAL: whatever is done is right. */
    private static final Set<String> PASSED = Set.of("OK", "NON-STRICT", "INFORMATIONAL");

    private static final long PATIENCE_MINUTES = 5;

    @Test
    void speaksWebSocketToTheLetter(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            EdgeNode node = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));
            vertx.deployVerticle(new EdgeVerticle(node, List.of(new Echo()), List.of()))
                    .await(10, TimeUnit.SECONDS);

            run("ws://127.0.0.1:" + node.port() + "/ws/echo", folder);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }

        JsonObject results = new JsonObject(Files.readString(folder.resolve("index.json"))).getJsonObject("hawser");
        Map<String, String> failed = new TreeMap<>();
        for (String number : results.fieldNames()) {
            JsonObject result = results.getJsonObject(number);
            for (String part : List.of("behavior", "behaviorClose")) {
                if (!PASSED.contains(result.getString(part))) {
                    failed.put(number + " " + part, result.getString(part));
                }
            }
        }
        assertThat(failed).isEmpty();
        assertThat(results.size()).as("cases run").isEqualTo(KNOWN);
    }

    private static void run(String url, Path folder) throws Exception {
        Path programs = Path.of("target", "autobahn");
        Path script = Path.of(
                AutobahnIT.class.getResource("/conformance/fuzzing_client.py").toURI());
        Path told = folder.resolve("told.txt");
        Process suite = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dpython.cachedir.skip=true",
                        "-Dpython.console.encoding=UTF-8",
                        "-cp",
                        programs.resolve("jython-standalone.jar")
                                + File.pathSeparator
                                + programs.resolve("autobahntestsuite-maven-plugin.jar"),
                        "org.python.util.jython",
                        script.toString(),
                        url,
                        CASES,
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        try {
            assertThat(suite.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("the suite ends")
                    .isTrue();
            assertThat(suite.exitValue()).as(Files.readString(told)).isZero();
        } finally {
            suite.destroyForcibly();
        }
    }

    /** Sends back what comes, as the suite asks. */
    private static final class Echo implements SocketEndpoint {
        @Override
        public String path() {
            return "/ws/echo";
        }

        @Override
        public boolean fromBrowsers() {
            return false;
        }

        @Override
        public void connected(ServerWebSocket socket, Peer peer) {
            socket.textMessageHandler(socket::writeTextMessage);
            socket.binaryMessageHandler(socket::writeBinaryMessage);
        }
    }
}
