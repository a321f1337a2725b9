package io.hawser.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client of the JDK with JSON by plain Jackson: nothing of the hub's own code stands between a test and the wire.
 * Frames that nobody awaited yet are kept in their order. Safe for use by the test's thread beside the socket's own.
 */
public final class WireClient implements AutoCloseable {
    /** How long anything is awaited before the test fails. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Deque<JsonNode> frames = new ArrayDeque<>();
    private final List<JsonNode> all = new ArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private WireClient(HttpClient http, URI uri, Map<String, String> headers, List<String> protocols) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(PATIENCE);
        headers.forEach(builder::header);
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.get(0), protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        socket = builder.buildAsync(uri, new Frames()).join();
    }

    /** Connects to a path of the hub on this machine. */
    public static WireClient connect(int port, String path) {
        return connect(port, path, Map.of(), List.of("hawser.v1"));
    }

    /** As above; a refused handshake throws {@link CompletionException}. */
    public static WireClient connect(int port, String path, Map<String, String> headers, List<String> protocols) {
        return new WireClient(HTTP, URI.create("ws://127.0.0.1:" + port + path), headers, protocols);
    }

    /** Connects with a client that trusts whom it should. */
    public static WireClient connect(HttpClient http, URI uri) {
        return new WireClient(http, uri, Map.of(), List.of("hawser.v1"));
    }

    /** Sends one text frame; single quotes stand for double ones, so that JSON reads well in a test. */
    public WireClient send(String text) {
        return raw(text.replace('\'', '"'));
    }

    /** Sends one text frame as it is. */
    public WireClient raw(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** Sends bytes as one binary frame. */
    public WireClient binary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** The first frame of that type that nobody awaited before; the ones before it stay. */
    public JsonNode await(String type) {
        return await("type " + type, frame -> frame.path("type").asText().equals(type));
    }

    /** The first frame that fits and that nobody awaited before; the ones before it stay. */
    public JsonNode await(String what, Predicate<JsonNode> fits) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (frames) {
            while (true) {
                for (var frame = frames.iterator(); frame.hasNext(); ) {
                    JsonNode candidate = frame.next();
                    if (fits.test(candidate)) {
                        frame.remove();
                        return candidate;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || closed.isDone()) {
                    throw new AssertionError("no frame came: " + what + "; there are " + frames
                            + (closed.isDone() ? "; closed with " + closed.join() : ""));
                }
                try {
                    frames.wait(left);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Every frame since the connection opened, awaited or not. */
    public List<JsonNode> all() {
        synchronized (frames) {
            return List.copyOf(all);
        }
    }

    /** The close code, once the hub has closed. */
    public int closeCode() {
        try {
            return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the hub did not close; frames: " + all(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the connection is over. */
    public boolean isClosed() {
        return closed.isDone();
    }

    /** Cuts the connection without a good-bye. */
    public void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        if (!closed.isDone()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(cause -> null);
        }
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    JsonNode frame = JSON.readTree(text.toString());
                    synchronized (frames) {
                        frames.add(frame);
                        all.add(frame);
                        frames.notifyAll();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    text.setLength(0);
                }
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            end(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            end(1006);
        }

        private void end(int code) {
            closed.complete(code);
            synchronized (frames) {
                frames.notifyAll();
            }
        }
    }
}
