package io.hawser.simulator.wire;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A hub that does nothing by itself: the test speaks for it, line by line. */
public final class FakeHub implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final HttpServer server;

    public FakeHub(Vertx vertx) {
        server = vertx.createHttpServer(new HttpServerOptions().setWebSocketSubProtocols(List.of("hawser.v1")))
                .webSocketHandler(socket -> lines.add(new Line(socket)))
                .listen(0, "127.0.0.1")
                .await();
    }

    public HubAddress address() {
        return HubAddress.of("http://127.0.0.1:" + server.actualPort());
    }

    /** The next connection that somebody opens. */
    public Line accept() {
        return within(lines, "a connection");
    }

    /** As {@link #accept}, past its hello and with its welcome. */
    public Line welcome(String resume) {
        Line line = accept();
        line.await("hello");
        line.send(welcomeFrame(resume));
        return line;
    }

    public static JsonObject welcomeFrame(String resume) {
        return new JsonObject()
                .put("type", "welcome")
                .put("session", "s1")
                .put("epoch", 1)
                .put("resumed", false)
                .put("resume", resume)
                .put("heartbeat", 30_000)
                .put("seq", 0)
                .put("time", System.currentTimeMillis());
    }

    @Override
    public void close() {
        server.close().await();
    }

    private static <T> T within(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(what + " did not come");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One connection, from the hub's end. */
    public static final class Line {
        private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private final ServerWebSocket socket;

        Line(ServerWebSocket socket) {
            this.socket = socket;
            socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
            socket.closeHandler(none -> closed.complete(null));
        }

        /** The next frame of this type; what comes before it is let go. */
        public JsonObject await(String type) {
            while (true) {
                JsonObject frame = within(frames, "a frame of type " + type);
                if (frame.getString("type").equals(type)) {
                    return frame;
                }
            }
        }

        /** The next frame, whatever it is. */
        public JsonObject any() {
            return within(frames, "a frame");
        }

        /** The next frame that is no ping. */
        public JsonObject next() {
            while (true) {
                JsonObject frame = within(frames, "a frame");
                if (!frame.getString("type").equals("ping")) {
                    return frame;
                }
            }
        }

        public void send(JsonObject frame) {
            socket.writeTextMessage(frame.encode()).await();
        }

        public void ack(long seq) {
            send(new JsonObject().put("type", "ack").put("seq", seq).put("revision", 100 + seq));
        }

        public void command(String id, String name, JsonObject args) {
            send(new JsonObject()
                    .put("type", "command")
                    .put("command", id)
                    .put("name", name)
                    .put("args", args)
                    .put("expires", System.currentTimeMillis() + 60_000));
        }

        public void close(int code) {
            socket.close((short) code).await();
        }

        public void awaitClose() {
            try {
                closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("the other end did not close", e);
            }
        }
    }
}
