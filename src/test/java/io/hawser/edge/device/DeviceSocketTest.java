package io.hawser.edge.device;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.bus.Bus;
import io.hawser.bus.Traffic;
import io.hawser.command.CommandService;
import io.hawser.command.CommandStore;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.TermsWish;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.EdgeSettings;
import io.hawser.edge.EdgeVerticle;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.session.LiveConnections;
import io.hawser.session.Opening;
import io.hawser.session.Reconnects;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.hawser.testing.CountingIds;
import io.hawser.testing.HeardLog;
import io.hawser.testing.ManualClock;
import io.hawser.testing.Stub;
import io.hawser.testing.WireClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Device sockets over real connections, on a store that throws for what is marked. */
class DeviceSocketTest {
    private static final String MARK = "very-private";
    private static final int WINDOW = 2;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final ManualClock clock = new ManualClock();
    private final EdgeNode node = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));

    @BeforeEach
    void start() {
        SessionService sessions = new SessionService(store(), bus, clock);
        DeviceSettings settings = new DeviceSettings(
                new SessionTerms(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ZERO, 64 * 1024),
                new Reconnects(1_000, Duration.ofMinutes(1)),
                Duration.ofSeconds(10),
                WINDOW,
                1_000,
                64 * 1024,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1));
        DeviceEndpoint endpoint = new DeviceEndpoint(
                bus,
                new Greeter(new Register(), sessions, new CountingIds(), settings, "node"),
                sessions,
                new CommandService(new Stub<>(CommandStore.class).port(), bus, clock),
                new LiveConnections(),
                settings,
                clock);
        done(vertx.deployVerticle(new EdgeVerticle(node, List.of(endpoint), List.of())));
    }

    @AfterEach
    void stop() {
        done(vertx.close());
    }

    @Test
    void answersWhatTheHubFailsOnAndServesWhatComesAfterIt() {
        int failing = 2 * WINDOW;
        try (HeardLog log = new HeardLog(DeviceSocket.class);
                WireClient lamp = hello("dev_lamp");
                WireClient other = hello("dev_other")) {
            for (int seq = 1; seq <= failing; seq++) {
                lamp.send("{'type':'report','seq':%d,'set':{'p':'%s'}}".formatted(seq, MARK));
            }
            for (int seq = 1; seq <= failing; seq++) {
                JsonNode error = lamp.await("error");
                assertThat(error.path("code").asText()).isEqualTo("INTERNAL");
                assertThat(error.path("status").asInt()).isEqualTo(500);
                assertThat(error.path("data").path("seq").asInt()).isEqualTo(seq);
                assertThat(error.toString()).doesNotContain(MARK);
            }
            lamp.send("{'type':'report','seq':10,'set':{'p':1}}");
            lamp.send("{'type':'report','seq':11,'set':{'p':2}}");
            other.send("{'type':'report','seq':1,'set':{'p':1}}");

            lamp.await(
                    "an ack of the last",
                    frame -> frame.path("type").asText().equals("ack")
                            && frame.path("seq").asInt() == 11);
            other.await("ack");
            assertThat(bus.traffic().accidents(Traffic.From.DEVICE)).isEqualTo(failing);
            assertThat(log.lines().stream().filter(line -> line.contains("failed")))
                    .hasSize(failing)
                    .allMatch(line -> line.contains("NumberFormatException") && !line.contains(MARK));
        }
    }

    @Test
    void refusesAHelloThatTheHubFailsOn() {
        try (WireClient lamp = WireClient.connect(node.port(), "/ws/device")) {
            lamp.send("{'type':'hello','device':'dev_%s','secret':'s','boot':'b'}".formatted(MARK));

            assertThat(lamp.await("error").path("code").asText()).isEqualTo("INTERNAL");
            assertThat(lamp.closeCode()).isEqualTo(1012);
        }
    }

    private WireClient hello(String device) {
        WireClient client = WireClient.connect(node.port(), "/ws/device");
        client.send("{'type':'hello','device':'%s','secret':'s','boot':'b'}".formatted(device));
        client.await("welcome");
        return client;
    }

    /** It throws, rather than failing a future, where it finds the mark. */
    private static SessionStore store() {
        return (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (self, method, given) -> switch (method.getName()) {
                    case "open" -> Future.succeededFuture(opened((Hello) given[0]));
                    case "write" -> Future.succeededFuture(written((Uplink.Report) given[1]));
                    case "confirm" -> Future.succeededFuture();
                    default -> Future.succeededFuture(List.of());
                });
    }

    private static Opening opened(Hello hello) {
        refuseMarked(hello.device().value());
        return new Opening.Opened(
                new Connection(hello.device(), hello.fresh(), 1, 1), false, 0, 0, 0, Map.of(), List.of(), List.of());
    }

    private static Written written(Uplink.Report report) {
        report.set().values().forEach(value -> refuseMarked(value.text()));
        return new Written(report.seq(), report.seq(), List.of());
    }

    private static void refuseMarked(String text) {
        if (text.contains(MARK)) {
            throw new NumberFormatException("For input string: " + text);
        }
    }

    private static final class Register implements Greeter.Register {
        @Override
        public void checkEvent(String model, String event, Json data) {
            if (data.text().contains("broken")) {
                throw Failure.invalid("/data", "must not be broken");
            }
        }

        @Override
        public Future<Greeter.Checked> check(DeviceId device, @Nullable String secret) {
            return Future.succeededFuture(
                    new Greeter.Checked(device, Optional.of("generic"), true, TermsWish.NONE, false));
        }

        @Override
        public void checkReport(String model, Map<String, Json> set) {}

        @Override
        public void firmware(DeviceId device, String firmware) {}
    }
}
