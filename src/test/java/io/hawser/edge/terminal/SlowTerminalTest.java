package io.hawser.edge.terminal;

import static io.hawser.edge.terminal.Client.subscribe;
import static io.hawser.edge.terminal.Edge.LAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hawser.edge.socket.RawWebSocket;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Terminals that do not read, read slowly or say too much, over raw connections. They may
 * take nothing for 600 ms.
 */
class SlowTerminalTest {
    private static final int MIB = 1024 * 1024;
    private static final Duration HEARTBEAT = Duration.ofMillis(600);
    private static final int LITTLE = 4 * 1024;
    private static final int WAITING = 256 * 1024;
    private static final int KERNEL = 128 * 1024;

    private @Nullable Edge running;

    @AfterEach
    void stop() throws Exception {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void costsLessThanAMebibyteWhileItReadsNothingAndHoldsNobodyUp() throws Exception {
        Edge edge = edge(Edge.settings());
        try (RawWebSocket deaf = edge.slow(LITTLE);
                Client quick = edge.hello("ana")) {
            deaf.text(subscribe("dev_lamp").encode());
            quick.subscribed(subscribe("dev_lamp"));
            long most = 0;
            long revision = 0;
            for (int i = 1; i <= 4_000; i++) {
                edge.home.report(LAMP, "p" + i % 60, "\"" + "x".repeat(900) + i + "\"");
                edge.home.event(LAMP, "y".repeat(300));
                if (i % 100 == 0) {
                    while (revision < 2L * i) {
                        JsonObject change = quick.first("change");
                        assertThat(change.getLong("from")).isEqualTo(revision);
                        revision = change.getLong("revision");
                    }
                    most = Math.max(most, edge.mostKept());
                }
            }
            assertThat(most).as("something waited").isGreaterThan(WAITING);
            assertThat(most).as("bounded, with what the kernel keeps").isLessThan(MIB);

            // It reads at last, and has it all.
            JsonObject state = stateAfter(deaf, 8_000);
            for (int i = 3_941; i <= 4_000; i++) {
                assertThat(state.getString("p" + i % 60).endsWith("x" + i)).isTrue();
            }
        }
    }

    @Test
    void isClosedOnceItHasTakenNothingForTheWholeTime() throws Exception {
        Edge edge = edge(Edge.settings());
        try (RawWebSocket deaf = edge.slow(LITTLE)) {
            fill(edge, deaf);
            edge.nanos.pass(Duration.ofMillis(599));
            edge.nanos.awaitReads(3);
            assertThat(edge.size()).isEqualTo(1);

            // Its kernel may have found a last place meanwhile, which counts.
            until(() -> {
                edge.nanos.pass(Duration.ofMillis(1));
                return edge.size() == 0;
            });
            assertThat(deaf.read(8).code()).isEqualTo(4429);
        }
    }

    @Test
    void isKeptHoweverLittleOfItItsKernelTakes() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux says what was acknowledged");
        Edge edge = edge(Edge.settings());
        try (RawWebSocket slow = edge.slow(LITTLE)) {
            fill(edge, slow);
            // Twelve times 7 KB: about as much as must be read before the hub's own kernel asks for more even once or
            // twice.
            for (int round = 0; round < 12; round++) {
                slow.skip(7_000);
                edge.nanos.pass(Duration.ofMillis(240));
                edge.nanos.awaitReads(3);
                assertThat(edge.size()).as("round " + round).isEqualTo(1);
            }
        }
    }

    @Test
    void owesNoHeartbeatWhileSomethingWaitsForIt() throws Exception {
        Edge edge = edge(Edge.settings(Duration.ofMillis(100), 100_000));
        try (RawWebSocket slow = edge.slow(4 * LITTLE)) {
            fill(edge, slow);
            while (edge.mostKept() > KERNEL) {
                slow.skip(7_000);
                edge.nanos.pass(Duration.ofMillis(140));
                edge.nanos.awaitReads(3);
                assertThat(edge.size()).isEqualTo(1);
            }
        }
    }

    @Test
    void isSentNothingOfADeviceThatWasTakenAwayWhileEntriesWaited() throws Exception {
        Edge edge = edge(Edge.settings());
        try (RawWebSocket slow = edge.slow(LITTLE)) {
            fill(edge, slow);
            edge.home.revoke("ana", LAMP);
            edge.home.event(LAMP, "secret");
            String seen = "";
            while (!seen.contains("\"removed\"")) {
                seen = slow.read(1).text();
            }
            slow.text("{\"type\":\"ping\"}");
            assertThat(new JsonObject(slow.read(1).text()).getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void boundsRepliesAndPongsToAPeerThatDoesNotReadThem() throws Exception {
        Edge edge = edge(Edge.settings(HEARTBEAT, 1_000));
        try (RawWebSocket deaf = edge.slow(LITTLE)) {
            Thread flood = new Thread(() -> flood(edge, deaf));
            flood.start();
            long most = 0;
            while (edge.size() > 0) {
                most = Math.max(most, edge.mostKept());
            }
            assertThat(most).isLessThan(MIB);
            flood.join();
            assertThat(deaf.read(8).code()).isEqualTo(4429);
        }
    }

    @Test
    void mergesStateForAPaceAndFlushesBeforeAnythingElse() throws Exception {
        Edge edge = edge(Edge.settings());
        try (Client client = edge.hello("ana")) {
            client.subscribed(subscribe("dev_lamp").put("maxRate", 1));
            for (int i = 1; i <= 20; i++) {
                edge.home.report(LAMP, "n" + i % 3, i);
            }
            edge.home.event(LAMP, "x");
            assertThat(client.next("change").getLong("revision")).isEqualTo(1);
            JsonObject merged = client.next("change");
            assertThat(merged.getInteger("merged")).isEqualTo(19);
            assertThat(merged.getLong("from")).isEqualTo(1);
            assertThat(merged.getLong("revision")).isEqualTo(20);
            assertThat(merged.getJsonObject("set"))
                    .isEqualTo(new JsonObject().put("n0", 18).put("n1", 19).put("n2", 20));
            assertThat(client.next("change").getLong("from")).isEqualTo(20);
        }
    }

    @Test
    void isWarnedWhenItIsTooFastAndClosedWhenItDoesNotStop() throws Exception {
        Edge edge = edge(Edge.settings(HEARTBEAT, 20));
        try (RawWebSocket client = edge.slow(LITTLE)) {
            for (int i = 0; i < 20; i++) {
                client.text("{\"type\":\"ping\"}");
            }
            client.text("{\"type\":\"ping\",\"id\":\"late\"}");
            JsonObject frame = next(client);
            while (!frame.getString("type").equals("error")) {
                frame = next(client);
            }
            assertThat(frame.getString("code")).isEqualTo("RATE_LIMITED");
            assertThat(frame.getLong("retryAfter")).isPositive();
            while (!frame.containsKey("re")) {
                frame = next(client);
            }
            assertThat(frame.getString("type")).isEqualTo("error");
            assertThat(frame.getString("re")).isEqualTo("late");
            for (int i = 0; i < 21; i++) {
                client.frame(0x89, new byte[0]);
            }
            assertThat(client.read(8).code()).isEqualTo(4429);
        }
    }

    private Edge edge(TerminalSettings settings) throws IOException {
        Edge edge = new Edge(settings);
        running = edge;
        return edge;
    }

    /** Subscribes and makes so much happen that neither kernel takes any more of it. */
    private static void fill(Edge edge, RawWebSocket client) throws Exception {
        client.text(subscribe("dev_lamp").encode());
        while (!next(client).getString("type").equals("synced")) {}
        for (int i = 0; edge.mostKept() < 3 * WAITING / 2; i++) {
            edge.home.report(LAMP, "p" + i % 500, "\"" + "x".repeat(900) + i + "\"");
        }
        long kept = -1;
        while (kept != edge.mostKept()) {
            kept = edge.mostKept();
            edge.nanos.awaitReads(5);
        }
    }

    private static JsonObject next(RawWebSocket client) throws IOException {
        return new JsonObject(client.read(1).text());
    }

    /** Reads to the revision, minding the chain, and returns the state as the terminal then has it. */
    private static JsonObject stateAfter(RawWebSocket client, long last) throws IOException {
        JsonObject state = new JsonObject();
        long revision = 0;
        while (revision < last) {
            JsonObject frame = next(client);
            if (frame.getString("type").equals("snapshot")) {
                state = frame.getJsonObject("state");
                revision = frame.getLong("revision");
            } else if (frame.getString("type").equals("change")) {
                assertThat(frame.getLong("from")).isEqualTo(revision);
                revision = frame.getLong("revision");
                if (frame.getString("kind").equals("state")) {
                    state.mergeIn(frame.getJsonObject("set"));
                }
            }
        }
        return state;
    }

    private static void flood(Edge edge, RawWebSocket client) {
        byte[] ping = new byte[100];
        try {
            while (edge.size() > 0) {
                for (int i = 0; i < 500; i++) {
                    client.frame(0x89, ping);
                    client.text("{\"type\":\"ping\"}");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
