package io.hawser.testing;

import io.hawser.storage.redis.RedisSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/**
 * Real Redis for tests: {@code @ExtendWith(TestRedis.Resolver.class)} and a parameter of this type. One server serves the whole
 * JVM and ends with it; each test class has a database of its own, empty at first. A test that stops Redis starts its own
 * server by {@link #ownServer()}.
 */
public final class TestRedis implements AutoCloseable {
    private static final int DATABASES = 1024;
    private static final AtomicInteger NEXT_DATABASE = new AtomicInteger();

    private final int port;
    private final int database;
    private final boolean own;
    private RedisServer server;

    private TestRedis(RedisServer server, int port, int database, boolean own) {
        this.server = server;
        this.port = port;
        this.database = database;
        this.own = own;
    }

    /** An empty database of the shared server. */
    public static TestRedis fresh() {
        TestRedis shared = Shared.SERVER;
        TestRedis fresh = new TestRedis(shared.server, shared.port, NEXT_DATABASE.getAndIncrement() % DATABASES, false);
        fresh.command("FLUSHDB");
        return fresh;
    }

    /** A server of its own that keeps what it stored across {@link #stop} and {@link #start}; to be closed. */
    public static TestRedis ownServer() {
        int port = freePort();
        return new TestRedis(start(port, true), port, 0, true);
    }

    /** Two servers that share the slots of one cluster; to be closed, each. */
    public static List<TestRedis> cluster() {
        List<TestRedis> nodes = new ArrayList<>();
        for (int node = 0; node < 2; node++) {
            int port = clusterPort();
            nodes.add(new TestRedis(start(port, false, "cluster-enabled yes"), port, 0, true));
        }
        nodes.get(0).command("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
        nodes.get(1).command("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
        nodes.get(1).command("CLUSTER", "SET-CONFIG-EPOCH", "2");
        nodes.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(1).port));
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!nodes.stream().allMatch(TestRedis::agrees)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the cluster does not come about");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return nodes;
    }

    private boolean agrees() {
        return whole("CLUSTER", "INFO").contains("cluster_state:ok")
                && whole("CLUSTER", "INFO").contains("cluster_slots_assigned:16384");
    }

    public String url() {
        return "redis://127.0.0.1:" + port + "/" + database;
    }

    public RedisSettings settings() {
        return RedisSettings.at(url());
    }

    public int port() {
        return port;
    }

    /** Sends one command on a connection of its own; returns the first line of the reply without its mark. */
    public String command(String... words) {
        return whole(words).lines().findFirst().orElse("");
    }

    /** As {@link #command}, with all lines of a text, which must be ASCII. */
    public String whole(String... words) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = socket.getOutputStream();
            if (database > 0) {
                send(out, "SELECT", Integer.toString(database));
                in.readLine();
            }
            send(out, words);
            String reply = in.readLine();
            if (reply == null || reply.startsWith("-")) {
                throw new IllegalStateException("Redis answered " + reply);
            }
            if (!reply.startsWith("$") || reply.equals("$-1")) {
                return reply.substring(1);
            }
            char[] text = new char[Integer.parseInt(reply.substring(1))];
            int read = 0;
            while (read < text.length) {
                int some = in.read(text, read, text.length - read);
                if (some < 0) {
                    throw new IllegalStateException("Redis broke off");
                }
                read += some;
            }
            return new String(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops a server of its own as a power cut would not: it stores what it has. */
    public void stop() {
        if (!own) {
            throw new IllegalStateException("others use this server");
        }
        try {
            server.stop();
        } catch (RuntimeException e) {
            throw new IllegalStateException("Redis does not stop", e);
        }
    }

    /** Starts a stopped server again, on the same port with the same data. */
    public void start() {
        server = start(port, true);
    }

    @Override
    public void close() {
        if (own && server.isActive()) {
            stop();
        }
    }

    private static void send(OutputStream out, String... words) throws IOException {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static RedisServer start(int port, boolean durable, String... more) {
        try {
            Path folder = Path.of("target", "redis-" + port).toAbsolutePath();
            Files.createDirectories(folder);
            RedisServerBuilder builder = RedisServer.builder()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("dir " + folder)
                    .setting("databases " + DATABASES)
                    .setting("save \"\"")
                    .setting("appendonly " + (durable ? "yes" : "no"));
            for (String setting : more) {
                builder.setting(setting);
            }
            RedisServer server = builder.build();
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free port that leaves room for the cluster's own, 10,000 above. */
    private static int clusterPort() {
        int port;
        do {
            port = freePort();
        } while (port > 55_000);
        return port;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final TestRedis SERVER = shared();

        private static TestRedis shared() {
            int port = freePort();
            RedisServer server = TestRedis.start(port, false);
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "redis-stop"));
            return new TestRedis(server, port, 0, false);
        }
    }

    /** Gives each test class a database of its own. */
    public static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestRedis.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> test = context.getRequiredTestClass();
            return context.getRoot()
                    .getStore(Namespace.create(TestRedis.class))
                    .getOrComputeIfAbsent(test, key -> fresh(), TestRedis.class);
        }
    }
}
