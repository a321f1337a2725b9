package io.hawser.simulator.wire;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.simulator.wire.FakeHub.Line;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class DeviceClientTest {
    private static final Map<String, Object> ON = Map.of("power", "on");

    private final Ear ear = new Ear();
    private Vertx vertx;
    private FakeHub hub;
    private WebSocketClient sockets;
    private DeviceClient device;
    private Future<Void> started;

    /** Writes down what the client tells its device, and does every command at once. */
    private static final class Ear implements DeviceListener {
        private final List<String> commands = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Map<String, Object>> desired = new CompletableFuture<>();
        private final CompletableFuture<CommandCall> held = new CompletableFuture<>();
        private volatile boolean late;
        private final CompletableFuture<String> refused = new CompletableFuture<>();

        @Override
        public void command(CommandCall call) {
            commands.add(call.id());
            if (late) {
                held.complete(call);
                return;
            }
            call.received();
            call.running(50);
            call.done(new JsonObject().put("was", call.args().getString("power")));
        }

        @Override
        public void desired(Map<String, Object> set, List<String> unset) {
            desired.complete(set);
        }

        @Override
        public void refused(String reason) {
            refused.complete(reason);
        }
    }

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        hub = new FakeHub(vertx);
        sockets = vertx.createWebSocketClient();
        DeviceOptions options = DeviceOptions.of(hub.address(), new DeviceCredentials("dev_1", "sesame"), "light")
                .withRetries(Duration.ofMillis(5), Duration.ofMillis(50));
        device = new DeviceClient(vertx, sockets, options, Clock.systemUTC(), new SplittableRandom(1));
        started = device.start(ear);
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void saysHelloBySecretAndFromThenOnByTheNewestToken() {
        Line first = hub.accept();
        JsonObject hello = first.await("hello");
        assertThat(hello.getString("secret")).isEqualTo("sesame");
        assertThat(hello.getString("device")).isEqualTo("dev_1");
        assertThat(hello.getString("model")).isEqualTo("light");
        assertThat(hello.containsKey("resume")).isFalse();
        first.send(FakeHub.welcomeFrame("t1"));
        done(started);
        first.close(1012);

        Line second = hub.accept();
        JsonObject again = second.await("hello");
        assertThat(again.getString("resume")).isEqualTo("t1");
        assertThat(again.containsKey("secret")).isFalse();
        assertThat(again.getString("boot")).isEqualTo(hello.getString("boot"));
        second.send(FakeHub.welcomeFrame("t2"));
        second.await("ping");
        second.close(4408);

        assertThat(hub.accept().await("hello").getString("resume")).isEqualTo("t2");
    }

    @Test
    void presentsTheSameTokenAgainWhenTheWelcomeWasLost() {
        hub.welcome("t1").close(1012);
        hub.accept().close(1012);
        assertThat(hub.accept().await("hello").getString("resume")).isEqualTo("t1");
    }

    @Test
    void saysNothingOfACommandBeforeItsWelcomeHasArrived() {
        Line first = hub.welcome("t1");
        ear.late = true;
        first.command("cmd_1", "set", new JsonObject());
        ear.held.orTimeout(10, TimeUnit.SECONDS).join();
        first.close(1012);
        Line second = hub.accept();
        second.await("hello");
        ear.held.join().done(new JsonObject());
        second.send(FakeHub.welcomeFrame("t2"));
        // The first thing of all, since it tells that the token has arrived.
        assertThat(second.any().getMap()).containsEntry("type", "ping");
    }

    @Test
    void sendsAgainWhatTheHubDidNotStoreAndNothingElse() {
        Line first = hub.welcome("t1");
        List<Future<Void>> reports =
                List.of(report(Map.of("n", 1)), report(Map.of("n", 2)), report(Map.of("n", 3)), report(Map.of("n", 4)));
        for (long seq = 1; seq <= 4; seq++) {
            assertThat(first.await("report").getLong("seq")).isEqualTo(seq);
        }
        first.ack(1);
        done(reports.get(0));
        // The hub stored up to 3, and the acks of 2 and 3 were lost with the link.
        first.close(1012);
        Line second = hub.accept();
        second.await("hello");
        second.send(FakeHub.welcomeFrame("t2").put("resumed", true).put("seq", 3));
        JsonObject repeated = second.await("report");
        assertThat(repeated.getLong("seq")).isEqualTo(4);
        assertThat(repeated.getJsonObject("set").getInteger("n")).isEqualTo(4);
        done(reports.get(1));
        done(reports.get(2));
        assertThat(reports.get(3).isComplete()).isFalse();
        second.ack(4);
        done(reports.get(3));
    }

    @Test
    void keepsReportsThatAreMadeWhileItIsAway() {
        Line first = hub.welcome("t1");
        first.close(1012);
        Future<Void> report = report(ON);
        Line second = hub.welcome("t2");
        assertThat(second.await("report").getLong("seq")).isEqualTo(1);
        second.ack(1);
        done(report);
    }

    @Test
    void tellsTheTimeAndTheCommandOfAReport() {
        Line line = hub.welcome("t1");
        device.report(Map.of(), List.of("title"), "cmd_1", Instant.ofEpochMilli(77));
        JsonObject report = line.await("report");
        assertThat(report.getJsonArray("unset")).containsExactly("title");
        assertThat(report.getString("command")).isEqualTo("cmd_1");
        assertThat(report.getLong("at")).isEqualTo(77);
    }

    @Test
    void tellsEventsInTheSameOrderAsReports() {
        Line line = hub.welcome("t1");
        report(ON);
        device.event("button", new JsonObject().put("times", 2), null);
        assertThat(line.next().getString("type")).isEqualTo("report");
        JsonObject event = line.next();
        assertThat(event.getString("name")).isEqualTo("button");
        assertThat(event.getLong("seq")).isEqualTo(2);
    }

    @Test
    void failsAReportThatTheHubWillNeverTakeAndGoesOn() {
        Line line = hub.welcome("t1");
        Future<Void> bad = report(Map.of("power", "purple"));
        Future<Void> good = report(ON);
        JsonObject refused = line.await("report");
        line.send(error(refused, "BAD_VALUE", 422));
        assertThatThrownBy(() -> done(bad)).isInstanceOf(HubRefusal.class).hasMessageContaining("BAD_VALUE");
        line.ack(line.await("report").getLong("seq"));
        done(good);
    }

    @Test
    void sendsAgainWhatTheHubCouldNotStoreJustNow() {
        Line line = hub.welcome("t1");
        Future<Void> report = report(ON);
        JsonObject first = line.await("report");
        line.send(error(first, "UNAVAILABLE", 503).put("retryAfter", 10));
        JsonObject second = line.await("report");
        assertThat(second).isEqualTo(first);
        line.ack(second.getLong("seq"));
        done(report);
    }

    @Test
    void refusesAReportThatWouldBreakTheLink() {
        hub.welcome("t1");
        Future<Void> report = report(Map.of("text", "x".repeat(70_000)));
        assertThatThrownBy(() -> done(report)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesACommandOnceHoweverOftenItComes() {
        Line first = hub.welcome("t1");
        JsonObject args = new JsonObject().put("power", "off");
        first.command("cmd_1", "set", args);
        assertThat(first.await("progress").getString("status")).isEqualTo("received");
        assertThat(first.await("progress").getString("status")).isEqualTo("running");
        JsonObject result = first.await("result");
        assertThat(result.getBoolean("ok")).isTrue();
        assertThat(result.getJsonObject("data").getString("was")).isEqualTo("off");

        first.command("cmd_1", "set", args);
        assertThat(first.await("result")).isEqualTo(result);
        first.close(1012);
        Line second = hub.accept();
        second.await("hello");
        JsonObject repeated = new JsonObject()
                .put("type", "command")
                .put("command", "cmd_1")
                .put("name", "set")
                .put("args", args);
        second.send(FakeHub.welcomeFrame("t2").put("commands", new JsonArray().add(repeated)));
        assertThat(second.await("result")).isEqualTo(result);
        assertThat(ear.commands).containsExactly("cmd_1");
    }

    @Test
    void doesNotDoWhatComesTooLate() {
        Line line = hub.accept();
        line.await("hello");
        // The hub's clock is a day ahead: what counts is its time, not the device's.
        long hubTime = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        line.send(FakeHub.welcomeFrame("t1").put("time", hubTime));
        line.send(new JsonObject()
                .put("type", "command")
                .put("command", "cmd_late")
                .put("name", "set")
                .put("expires", hubTime - 1_000));
        line.send(new JsonObject()
                .put("type", "command")
                .put("command", "cmd_new")
                .put("name", "set")
                .put("expires", hubTime + 60_000));
        assertThat(line.await("result").getString("command")).isEqualTo("cmd_new");
        assertThat(ear.commands).containsExactly("cmd_new");
    }

    @Test
    void tellsTheDeviceWhatIsWanted() throws Exception {
        hub.welcome("t1")
                .send(new JsonObject()
                        .put("type", "desired")
                        .put("revision", 9)
                        .put("set", new JsonObject().put("target", 22))
                        .put("unset", new JsonArray()));
        assertThat(ear.desired.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of("target", 22));
    }

    @Test
    void goesBackToItsSecretWhenTheTokenServesNoMore() {
        hub.welcome("t1").close(1012);
        Line second = hub.accept();
        assertThat(second.await("hello").getString("resume")).isEqualTo("t1");
        second.close(4401);
        assertThat(hub.accept().await("hello").getString("secret")).isEqualTo("sesame");
    }

    @Test
    void beginsAnewWhenItsSessionWasEnded() {
        hub.welcome("t1").close(4410);
        assertThat(hub.accept().await("hello").getString("secret")).isEqualTo("sesame");
    }

    @Test
    void stopsWhenTheHubDoesNotKnowIt() {
        Line line = hub.accept();
        line.await("hello");
        line.close(4401);
        assertThatThrownBy(() -> done(started)).hasMessageContaining("does not know this device");
        assertThat(ear.refused).isCompleted();
        Future<Void> report = report(ON);
        assertThatThrownBy(() -> done(report)).hasMessageContaining("stopped");
    }

    @Test
    void leavesTheFieldToAnotherCopyOfItself() throws Exception {
        Line line = hub.welcome("t1");
        Future<Void> report = report(ON);
        line.await("report");
        line.close(4409);
        assertThat(ear.refused.get(10, TimeUnit.SECONDS)).contains("took over");
        assertThatThrownBy(() -> done(report)).hasMessageContaining("took over");
    }

    @Test
    void waitsAsLongAsTheHubAsks() {
        Line line = hub.welcome("t1");
        line.send(new JsonObject().put("type", "bye").put("reason", "RESTART").put("retryAfter", 300));
        long closed = System.nanoTime();
        line.close(1012);
        hub.accept();
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void beatsItsHeart() {
        Line line = hub.accept();
        line.await("hello");
        line.send(FakeHub.welcomeFrame("t1").put("heartbeat", 40));
        for (int beat = 0; beat < 4; beat++) {
            line.await("ping");
            line.send(new JsonObject().put("type", "pong").put("time", 1));
        }
    }

    @Test
    void connectsAnewWhenTheHubIsSilent() {
        Line line = hub.accept();
        line.await("hello");
        line.send(FakeHub.welcomeFrame("t1").put("heartbeat", 40));
        assertThat(hub.accept().await("hello").getString("resume")).isEqualTo("t1");
        line.awaitClose();
    }

    @Test
    void comesBackByTokenAfterItSlept() {
        Line line = hub.welcome("t1");
        line.await("ping");
        device.sleep(Duration.ofMillis(100));
        JsonObject bye = line.await("bye");
        assertThat(bye.getString("reason")).isEqualTo("sleep");
        assertThat(bye.getLong("wake")).isEqualTo(100);
        line.close(1000);
        assertThat(hub.accept().await("hello").getString("resume")).isEqualTo("t1");
    }

    @Test
    void comesBackAfterItsLinkWasInterrupted() {
        Line line = hub.welcome("t1");
        line.await("ping");
        device.interrupt(Duration.ofMillis(20));
        line.awaitClose();
        assertThat(hub.accept().await("hello").getString("resume")).isEqualTo("t1");
    }

    @Test
    void saysGoodByeWhenItStops() {
        Line line = hub.welcome("t1");
        line.await("ping");
        Future<Void> gone = device.stop();
        assertThat(line.await("bye").getString("reason")).isEqualTo("shutdown");
        assertThat(gone.isComplete()).isFalse();
        line.close(1000);
        done(gone);
        assertThat(device.isConnected()).isFalse();
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        Line line = hub.welcome("t1");
        line.send(new JsonObject().put("type", "something new").put("seq", 1));
        line.send(new JsonObject().put("no", "type"));
        Future<Void> report = report(ON);
        line.ack(line.await("report").getLong("seq"));
        done(report);
        assertThat(device.isConnected()).isTrue();
    }

    private Future<Void> report(Map<String, Object> set) {
        return device.report(set, List.of(), null, null);
    }

    private static JsonObject error(JsonObject of, String code, int status) {
        return new JsonObject()
                .put("type", "error")
                .put("re", of.getString("id"))
                .put("code", code)
                .put("status", status)
                .put("message", "no");
    }
}
