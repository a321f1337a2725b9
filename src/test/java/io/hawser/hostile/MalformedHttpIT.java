package io.hawser.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Bytes that are no good HTTP: answered with a 4xx or by closing, never with a 500, never by two answers to what may have been one
 * request, and the next client is served.
 */
class MalformedHttpIT {
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final int PATIENCE_MILLIS = 15_000;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        return requests().entrySet().stream()
                .map(request -> DynamicTest.dynamicTest(request.getKey(), () -> refused(request.getValue())));
    }

    @Test
    void staysInItsTree() throws IOException {
        for (String path : List.of(
                "/../../../../etc/passwd",
                "/js/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
                "/js/..%5c..%5c..%5cetc%5cpasswd",
                "//etc/passwd",
                "/webjars/../../etc/passwd",
                "/js/....//....//etc/passwd",
                "/%00/etc/passwd")) {
            assertThat(exchange("GET " + path + " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 ")
                    .doesNotContain("HTTP/1.1 5")
                    .doesNotContain("root:");
        }
    }

    @Test
    void answersWhoKeepsTheConnectionOpen() throws IOException {
        for (String path : List.of("/api/v1/devices?limit=%zz", "/api/v1/devices/%zz", "/%")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: hub\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
                assertThat(answer).as(path).isEqualTo("HTTP/1.1 400");
            }
        }
    }

    private static void refused(String request) throws IOException {
        String answer = exchange(request);
        Matcher status = ANSWER.matcher(answer);
        int answers = 0;
        while (status.find()) {
            answers++;
            assertThat(status.group(1)).as(answer).startsWith("4");
        }
        assertThat(answers).as(answer).isLessThanOrEqualTo(1);
        // A version that is not spoken is refused by the server below the hub, with a 501.
        assertThat(answers == 1 || answer.contains(" 501 ") || UNFINISHED.contains(request) || answer.isEmpty())
                .as(answer)
                .isTrue();
        assertThat(answer).doesNotContain("Exception").doesNotContain("java.");
        assertThat(new RestClient(hub.port(), null).get("/api/v1/setup").status())
                .as("the next client")
                .isEqualTo(200);
    }

    /** Everything that comes: to a request that the hub can take for whole, and what the client's end makes it say after that. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                InputStream in = socket.getInputStream();
                if (!UNFINISHED.contains(request)) {
                    answer.write(in.readNBytes(1));
                }
                socket.shutdownOutput();
                in.transferTo(answer);
            } catch (SocketTimeoutException silent) {
                throw new AssertionError("neither closed nor answered: " + answer, silent);
            } catch (IOException reset) {
                // Closed while there was more to say: an answer too.
                assertThat(reset).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Of these the hub waits for more, until its patience ends. */
    private static final String ENDLESS_LINE = "GET /" + "a".repeat(2_000);

    private static final String BROKEN_BODY =
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{";

    private static final Set<String> UNFINISHED = Set.of(ENDLESS_LINE, BROKEN_BODY);

    private static Map<String, String> requests() {
        String host = "Host: hub\r\n";
        String login = "POST /api/v1/auth/login HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n";
        String smuggled = "GET /api/v1/setup HTTP/1.1\r\n" + host + "\r\n";
        Map<String, String> all = new LinkedHashMap<>();
        all.put("no HTTP at all", "hello\r\n\r\n");
        all.put("a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
        all.put("nulls", "\u0000".repeat(64) + "\r\n\r\n");
        all.put("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        all.put("HTTP/9", "GET / HTTP/9.9\r\n" + host + "\r\n");
        all.put("no version", "GET /\r\n\r\n");
        all.put("a line without end", ENDLESS_LINE);
        all.put("a line beyond measure", "GET /" + "a".repeat(20_000));
        all.put("a space in the path", "GET /api/v1/ me HTTP/1.1\r\n" + host + "\r\n");
        all.put("a broken escape", "GET /api/v1/devices/%zz HTTP/1.1\r\n" + host + "\r\n");
        all.put("half an escape", "GET /api/v1/devices/% HTTP/1.1\r\n" + host + "\r\n");
        all.put("a broken escape in the query", "GET /api/v1/devices?limit=%zz HTTP/1.1\r\n" + host + "\r\n");
        all.put("bytes that are no UTF-8", "GET /api/v1/devices/\u00ff\u00fe HTTP/1.1\r\n" + host + "\r\n");
        all.put("CONNECT", "CONNECT hub:443 HTTP/1.1\r\n" + host + "\r\n");
        all.put("a star", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n");
        all.put("a header without colon", "GET / HTTP/1.1\r\n" + host + "nonsense\r\n\r\n");
        all.put("a space before the colon", "GET /api/v1/me HTTP/1.1\r\n" + host + "Authorization : x\r\n\r\n");
        all.put("a null in a header", "GET /api/v1/me HTTP/1.1\r\n" + host + "X: a\u0000b\r\n\r\n");
        all.put("headers beyond measure", "GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(40_000) + "\r\n\r\n");
        all.put("headers without number", "GET / HTTP/1.1\r\n" + host + "X: a\r\n".repeat(5_000) + "\r\n");
        all.put("two lengths", login + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + smuggled);
        all.put("two lengths in one", login + "Content-Length: 2, 40\r\n\r\n{}" + smuggled);
        all.put(
                "a length and chunks",
                login + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled);
        all.put("chunks, obscured", login + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled);
        all.put("a negative length", login + "Content-Length: -1\r\n\r\n{}");
        all.put("a length beyond long", login + "Content-Length: 99999999999999999999\r\n\r\n{}");
        all.put("a length that is none", login + "Content-Length: 0x10\r\n\r\n{}");
        all.put("a huge length", login + "Content-Length: 9000000000000000000\r\n\r\n{}");
        all.put("a body that breaks off", BROKEN_BODY);
        all.put("a chunk that is none", login + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        all.put("a negative chunk", login + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n");
        all.put("a chunk beyond measure", login + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n");
        all.put(
                "an upgrade without key",
                "GET /ws/device HTTP/1.1\r\n" + host
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n");
        all.put(
                "an upgrade of another version",
                "GET /ws/device HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n\r\n");
        all.put(
                "an upgrade to something else",
                "GET /ws/device HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
        all.put(
                "an upgrade by POST",
                "POST /ws/device HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        return all;
    }
}
