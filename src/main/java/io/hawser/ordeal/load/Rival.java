package io.hawser.ordeal.load;

import io.hawser.simulator.wire.DeviceCredentials;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One of many connections that claim to be the same device. It never comes back. Its methods may be called by any thread. */
public final class Rival {
    private static final long AGAIN = 1_000;

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final int port;
    private final DeviceCredentials device;
    private final int number;
    private final Set<Long> acked = ConcurrentHashMap.newKeySet();
    private volatile @Nullable WebSocket socket;
    private volatile boolean welcomed;
    private volatile int code;
    private volatile String bye = "";

    /** @param number from 1, by which its reports are known */
    public Rival(Vertx vertx, WebSocketClient sockets, int port, DeviceCredentials device, int number) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.port = port;
        this.device = device;
        this.number = number;
    }

    /** Connects, says hello and reports once. */
    public void start() {
        vertx.getOrCreateContext()
                .runOnContext(none -> sockets.connect(new WebSocketConnectOptions()
                                .setHost("127.0.0.1")
                                .setPort(port)
                                .setURI("/ws/device")
                                .setSubProtocols(List.of("hawser.v1")))
                        .onComplete(this::opened, failure -> code = 1006));
    }

    private void opened(WebSocket opened) {
        socket = opened;
        opened.textMessageHandler(text -> heard(new JsonObject(text)));
        opened.exceptionHandler(failure -> {});
        opened.closeHandler(none -> {
            Short said = opened.closeStatusCode();
            code = said == null ? 1006 : said;
        });
        send(new JsonObject()
                .put("type", "hello")
                .put("device", device.device())
                .put("secret", device.secret())
                .put("boot", "rival-" + number));
    }

    private void heard(JsonObject frame) {
        switch (frame.getString("type", "")) {
            case "welcome" -> {
                welcomed = true;
                report(1, number);
            }
            case "ack" -> {
                acked.add((long) number);
                if (frame.getLong("seq") > 1) {
                    acked.add(number + AGAIN);
                }
            }
            case "bye" -> bye = frame.getString("reason", "");
            default -> {}
        }
    }

    /** Reports once more, if it is connected. */
    public void reportAgain() {
        report(2, number + AGAIN);
    }

    private void report(long seq, long value) {
        send(new JsonObject().put("type", "report").put("seq", seq).put("set", new JsonObject().put("n", value)));
    }

    private void send(JsonObject frame) {
        WebSocket open = socket;
        if (open != null && code == 0) {
            open.writeTextMessage(frame.encode());
        }
    }

    /** Whether it was let in or turned away. */
    public boolean isDecided() {
        return welcomed || code != 0;
    }

    public boolean wasWelcomed() {
        return welcomed;
    }

    public boolean isOpen() {
        return code == 0;
    }

    /** Whether it was told in words and by code that another one has taken over. */
    public boolean wasSuperseded() {
        return bye.equals("SUPERSEDED") && code == 4409;
    }

    /** Whether its second report was acknowledged. */
    public boolean isServed() {
        return acked.contains(number + AGAIN);
    }

    /** The values of its reports that were acknowledged. */
    public Set<Long> acked() {
        return Set.copyOf(acked);
    }

    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String toString() {
        return "rival " + number + " (bye \"" + bye + "\", code " + code + ", welcomed " + welcomed + ")";
    }
}
