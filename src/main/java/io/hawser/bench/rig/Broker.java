package io.hawser.bench.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A broker of this machine's packages, for one run, on the hub's core. */
public final class Broker implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Child child;
    private final String protocol;
    private final int port;

    private Broker(Child child, String protocol, int port) {
        this.child = child;
        this.protocol = protocol;
        this.port = port;
    }

    /** Who can be measured beside the hub, and how it is spoken with. */
    public enum Kind {
        NATS_WEBSOCKET("NATS WebSocket", "nats-server", "natsws"),
        MOSQUITTO_WEBSOCKET("Mosquitto WebSocket", "mosquitto", "mqttws"),
        MOSQUITTO_TCP("Mosquitto TCP", "mosquitto", "mqtt");

        private final String subject;
        private final String program;
        private final String protocol;

        Kind(String subject, String program, String protocol) {
            this.subject = subject;
            this.program = program;
            this.protocol = protocol;
        }

        public String subject() {
            return subject;
        }

        public String program() {
            return program;
        }

        /** Whether it is installed. */
        public boolean isThere() {
            return Programs.find(program).isPresent();
        }
    }

    /** Starts it with nothing but what the comparison needs; its queues are as long as they have to be. */
    public static Broker start(Lab lab, Kind kind) {
        Optional<Path> program = Programs.find(kind.program);
        if (program.isEmpty()) {
            throw new BenchFailure("there is no " + kind.program + ": apt install " + kind.program);
        }
        int plain = Lab.freePort();
        int web = Lab.freePort();
        String text = kind == Kind.NATS_WEBSOCKET ? """
                listen: "127.0.0.1:%d"
                websocket { listen: "127.0.0.1:%d", no_tls: true }
                write_deadline: "30s"
                max_pending: 512MB
                """ : """
                listener %d 127.0.0.1
                allow_anonymous true
                listener %d 127.0.0.1
                protocol websockets
                max_queued_messages 0
                """;
        Path file = lab.file(kind.program + ".conf", text.formatted(plain, web));
        // Mosquitto gives up being root and still has to read it.
        file.toFile().setReadable(true, false);
        Child child =
                lab.start(kind.program, Cores.Place.HUB, List.of(program.get().toString(), "-c", file.toString()));
        int port = kind == Kind.MOSQUITTO_TCP ? plain : web;
        if (!Waiting.until(START, () -> !child.isAlive() || accepts(port)) || !child.isAlive()) {
            child.close();
            throw new BenchFailure(kind.program + " does not start: " + child.lastWords());
        }
        return new Broker(child, kind.protocol, port);
    }

    /** A load in its protocol. */
    public Load load() {
        return Load.of(protocol, port).with("--server-pid", child.pid());
    }

    @Override
    public void close() {
        child.close();
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
