package io.hawser.bench.rig;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least that a hub could do: what a terminal says goes to its device, and when the device answers, back to the terminal.
 * Nothing is checked, kept or shared. {@code /terminal/<n>} belongs to {@code /device/<n-1>}; at {@code /ping/<n>} any frame is
 * answered with a pong.
 */
public final class Relay extends VerticleBase {
    private static final String PONG = "{\"type\":\"pong\",\"time\":1760000000000}";

    private final int port;
    private final Map<Integer, Pair> pairs = new HashMap<>();

    /** A device's answer does not repeat the time stamp by which the load generator measures: what was asked is kept and given back. */
    private static final class Pair {
        private final Deque<String> asked = new ArrayDeque<>();
        private @Nullable ServerWebSocket terminal;
        private @Nullable ServerWebSocket device;
    }

    public Relay(int port) {
        this.port = port;
    }

    @Override
    public Future<HttpServer> start() {
        return vertx.createHttpServer().webSocketHandler(this::opened).listen(port, "127.0.0.1");
    }

    private void opened(ServerWebSocket socket) {
        String path = socket.path();
        int number = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        if (path.startsWith("/terminal/")) {
            terminal(socket, number - 1);
        } else if (path.startsWith("/device/")) {
            device(socket, number);
        } else {
            socket.textMessageHandler(frame -> socket.writeTextMessage(PONG));
        }
    }

    private void terminal(ServerWebSocket terminal, int pair) {
        Pair present = pair(pair);
        present.terminal = terminal;
        terminal.textMessageHandler(frame -> {
            ServerWebSocket device = present.device;
            if (device != null) {
                present.asked.add(frame);
                device.writeTextMessage(frame);
            }
        });
    }

    private void device(ServerWebSocket device, int pair) {
        Pair present = pair(pair);
        present.device = device;
        // What the pair before them left unanswered is not theirs.
        present.asked.clear();
        device.textMessageHandler(answer -> {
            ServerWebSocket terminal = present.terminal;
            String asked = present.asked.poll();
            if (terminal != null && asked != null) {
                terminal.writeTextMessage(asked);
            }
        });
    }

    private Pair pair(int number) {
        return pairs.computeIfAbsent(number, none -> new Pair());
    }
}
