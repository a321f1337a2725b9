package io.hawser.edge.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A terminal on the JDK's own WebSocket client. */
final class Client implements WebSocket.Listener, AutoCloseable {
    private static final long PATIENCE = 15;

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Client(int port) throws Exception {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("hawser.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/terminal"), this)
                .get(PATIENCE, TimeUnit.SECONDS);
    }

    JsonObject hello(String token) throws Exception {
        return ask(new JsonObject().put("type", "hello").put("token", token), "welcome");
    }

    void send(String text) throws Exception {
        socket.sendText(text, true).get(PATIENCE, TimeUnit.SECONDS);
    }

    void send(JsonObject message) throws Exception {
        send(message.encode());
    }

    JsonObject ask(JsonObject message, String type) throws Exception {
        send(message);
        return next(type);
    }

    /** The next frame. */
    JsonObject next() throws Exception {
        JsonObject frame = frames.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(frame).as("a frame").isNotNull();
        return frame == null ? new JsonObject() : frame;
    }

    /** The next frame, which is of this type; word of viewers is passed over unless asked for. */
    JsonObject next(String type) throws Exception {
        JsonObject frame = next();
        while (frame.getString("type").equals("viewers") && !type.equals("viewers")) {
            frame = next();
        }
        assertThat(frame.getString("type")).as(frame.encode()).isEqualTo(type);
        return frame;
    }

    /** The next frame of this type, whatever comes before. */
    JsonObject first(String type) throws Exception {
        JsonObject frame = next();
        while (!frame.getString("type").equals(type)) {
            frame = next();
        }
        return frame;
    }

    /** Proves that nothing is on its way: the answer to a ping comes next. */
    void assertNothing() throws Exception {
        ask(new JsonObject().put("type", "ping"), "pong");
    }

    /** Subscribes and reads up to {@code synced}; returns {@code subscribed}. */
    JsonObject subscribed(JsonObject wish) throws Exception {
        JsonObject subscribed = ask(wish, "subscribed");
        first("synced");
        return subscribed;
    }

    static JsonObject subscribe(String... devices) {
        JsonArray list = new JsonArray();
        for (String device : devices) {
            list.add(device);
        }
        return new JsonObject().put("type", "subscribe").put("id", "1").put("devices", list);
    }

    int closeCode() throws Exception {
        return closed.get(PATIENCE, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(new JsonObject(partial.toString()));
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** The connection is cut. */
    void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        abort();
    }
}
