package io.hawser.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.protocol.CloseCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StrictWebSocketTest {
    private static final int LIMIT = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Short> closes = new LinkedBlockingQueue<>();
    private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(LIMIT))
                .requestHandler(request -> request.toWebSocket().onSuccess(upgraded -> {
                    ServerWebSocket socket = StrictWebSocket.guard(upgraded, LIMIT);
                    socket.textMessageHandler(messages::add);
                    socket.binaryMessageHandler(bytes -> messages.add("binary " + bytes.length()));
                    socket.closeHandler(closed -> closes.add(socket.closeStatusCode()));
                    sockets.add(socket);
                }));
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void deliversMessagesAndAnswersPings() throws Exception {
        try (RawWebSocket client = new RawWebSocket(port, "/")) {
            client.text("{\"ä\":1}");
            client.frame(0x89, "hi".getBytes(StandardCharsets.UTF_8));

            assertThat(message()).isEqualTo("{\"ä\":1}");
            RawWebSocket.Frame pong = client.read();
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.text()).isEqualTo("hi");
        }
    }

    @Test
    void joinsFragmentsAlsoEmptyOnesAndThoseThatSplitACharacter() throws Exception {
        byte[] text = "aä".getBytes(StandardCharsets.UTF_8);
        try (RawWebSocket client = new RawWebSocket(port, "/")) {
            client.frame(0x01, new byte[0]);
            client.frame(0x00, new byte[] {text[0], text[1]});
            client.frame(0x89, new byte[0]);
            client.frame(0x00, new byte[] {text[2]});
            client.frame(0x80, new byte[0]);
            client.text("next");

            assertThat(message()).isEqualTo("aä");
            assertThat(message()).isEqualTo("next");
            assertThat(client.read().opcode()).isEqualTo(10);
        }
    }

    @Test
    void keepsBinaryApart() throws Exception {
        try (RawWebSocket client = new RawWebSocket(port, "/")) {
            client.frame(0x82, new byte[] {(byte) 0xFF});

            assertThat(message()).isEqualTo("binary 1");
        }
    }

    @Test
    void closes1007ForWhatIsNotUtf8() throws Exception {
        assertClosedWith(1007, client -> client.frame(0x81, new byte[] {'a', (byte) 0xC3}));
        assertClosedWith(1007, client -> {
            client.frame(0x01, new byte[] {'a'});
            client.frame(0x80, new byte[] {(byte) 0xFF});
        });
    }

    @Test
    void closes1009ForAFrameThatIsTooLargeAlsoWhileTheRestOfItComes() throws Exception {
        assertClosedWith(1009, client -> client.frame(0x81, new byte[LIMIT + 1]));
        assertClosedWith(1009, client -> client.frame(0x81, new byte[2_000_000]));
    }

    @Test
    void closes1009ForFragmentsThatAreTooLargeTogether() throws Exception {
        assertClosedWith(1009, client -> {
            client.frame(0x01, new byte[LIMIT]);
            client.frame(0x80, new byte[1]);
        });
    }

    @Test
    void closes1002ForBrokenFraming() throws Exception {
        assertClosedWith(1002, client -> client.bytes((byte) 0x81, (byte) 1, (byte) 'a'));
        assertClosedWith(1002, client -> client.frame(0xC1, new byte[1]));
        assertClosedWith(1002, client -> client.frame(0x80, new byte[1]));
    }

    @Test
    void letsNothingThroughAfterAViolation() throws Exception {
        try (RawWebSocket client = new RawWebSocket(port, "/")) {
            client.frame(0x81, new byte[] {(byte) 0xFF});
            client.text("more");
            assertThat(client.read(8).code()).isEqualTo(1007);
            client.frame(0x88, new byte[] {3, (byte) 0xEF});
            assertThat(client.ends()).isTrue();
        }
        assertThat(closes.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(messages).isEmpty();
    }

    @Test
    void closesAPeerThatReadsNothing() throws Exception {
        try (RawWebSocket client = new RawWebSocket(port, "/", 4_096)) {
            assertThat(client.response()).startsWith("HTTP/1.1 101");
            ServerWebSocket socket = sockets.poll(5, TimeUnit.SECONDS);
            assertThat(socket).isNotNull();
            vertx.runOnContext(v -> {
                while (!socket.writeQueueFull()) {
                    socket.writeTextMessage("x".repeat(LIMIT));
                }
                StrictWebSocket.close(socket, CloseCode.TOO_FAST_OR_DEAF);
            });

            assertThat(closes.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private String message() throws InterruptedException {
        return String.valueOf(messages.poll(5, TimeUnit.SECONDS));
    }

    private void assertClosedWith(int code, Act act) throws Exception {
        try (RawWebSocket client = new RawWebSocket(port, "/")) {
            act.on(client);
            assertThat(client.read(8).code()).isEqualTo(code);
            assertThat(client.ends()).isTrue();
        }
        assertThat(messages).isEmpty();
    }

    private interface Act {
        void on(RawWebSocket client) throws IOException;
    }
}
