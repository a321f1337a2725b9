package io.hawser.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.simulator.things.Fault;
import io.hawser.simulator.things.Surroundings;
import io.hawser.simulator.things.Thing;
import io.hawser.simulator.things.Things;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.DeviceOptions;
import io.hawser.simulator.wire.FakeHub;
import io.hawser.simulator.wire.FakeHub.Line;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class SimulatedDeviceTest {
    private final Tally tally = new Tally();
    private Vertx vertx;
    private FakeHub hub;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        hub = new FakeHub(vertx);
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void tellsAllItIsWhenItComesNew() {
        device("light").start();
        JsonObject set = hub.welcome("t1").await("report").getJsonObject("set");
        assertThat(set.fieldNames()).containsExactlyInAnyOrder("power", "brightness", "color");
    }

    @Test
    void tellsNothingAnewWhenItsSessionLivesOn() {
        SimulatedDevice fan = device("fan");
        fan.start();
        Line first = hub.welcome("t1");
        first.ack(first.await("report").getLong("seq"));
        first.close(1012);
        Line second = hub.accept();
        second.await("hello");
        second.send(FakeHub.welcomeFrame("t2").put("resumed", true).put("seq", 1));
        second.await("ping");
        fan.touch();
        assertThat(second.next().getJsonObject("set")).isEqualTo(new JsonObject().put("power", "on"));
    }

    @Test
    void becomesWhatIsWantedBeforeItTellsWhatItIs() {
        device("fan").start();
        Line line = hub.accept();
        line.await("hello");
        JsonObject wanted = new JsonObject().put("speed", 80);
        line.send(FakeHub.welcomeFrame("t1").put("desired", new JsonObject().put("set", wanted)));
        assertThat(line.await("report").getJsonObject("set").getInteger("speed"))
                .isEqualTo(80);
    }

    @Test
    void doesNotDenyWhatIsWantedWhileItIsStillOnTheWay() {
        device("lock").start();
        Line line = hub.accept();
        line.await("hello");
        JsonObject wanted = new JsonObject().put("locked", false);
        line.send(FakeHub.welcomeFrame("t1").put("desired", new JsonObject().put("set", wanted)));
        assertThat(line.await("report").getJsonObject("set").containsKey("locked"))
                .as("that it is locked still would count as somebody's wish at the door")
                .isFalse();
        assertThat(line.await("report").getJsonObject("set").getBoolean("locked"))
                .isFalse();
    }

    @Test
    void tellsWhatACommandDidBeforeItCallsItDone() {
        device("fan").start();
        Line line = hub.welcome("t1");
        line.await("report");
        line.command("cmd_1", "set", new JsonObject().put("power", "on").put("speed", 60));
        assertThat(line.next().getString("status")).isEqualTo("received");
        JsonObject report = line.next();
        assertThat(report.getString("command")).isEqualTo("cmd_1");
        assertThat(report.getJsonObject("set"))
                .isEqualTo(new JsonObject().put("power", "on").put("speed", 60));
        assertThat(line.next().getBoolean("ok")).isTrue();
        assertThat(tally.commands()).isEqualTo(1);
    }

    @Test
    void saysWhyItRefuses() {
        device("fan").start();
        Line line = hub.welcome("t1");
        line.command("cmd_1", "set", new JsonObject().put("speed", 700));
        JsonObject result = line.await("result");
        assertThat(result.getBoolean("ok")).isFalse();
        assertThat(result.getString("code")).isEqualTo("BAD_VALUE");
        assertThat(result.getString("message")).contains("0 to 100");
    }

    @Test
    void restartsWhenItIsToldToAndWhatHungHangsNoMore() {
        SimulatedDevice speaker = device("speaker");
        speaker.fault(Fault.MIC_FAILED, true);
        speaker.fault(Fault.LOW_BATTERY, true);
        speaker.start();
        Line first = hub.accept();
        String boot = first.await("hello").getString("boot");
        first.send(FakeHub.welcomeFrame("t1"));
        JsonObject before = first.await("report");
        assertThat(before.getJsonObject("set").getString("microphone")).isEqualTo("failed");
        first.ack(before.getLong("seq"));
        first.command("cmd_1", "restart", new JsonObject());
        assertThat(first.await("result").getBoolean("ok")).isTrue();
        assertThat(first.await("bye").getString("reason")).isEqualTo("shutdown");
        first.close(1000);

        Line second = hub.accept();
        JsonObject hello = second.await("hello");
        assertThat(hello.getString("boot")).isNotEqualTo(boot);
        assertThat(hello.getString("secret")).isEqualTo("sesame");
        assertThat(hello.containsKey("resume")).isFalse();
        second.send(FakeHub.welcomeFrame("t2"));
        JsonObject after = second.await("report");
        assertThat(after.getLong("seq")).isEqualTo(1);
        assertThat(after.getJsonObject("set").getString("microphone")).isEqualTo("ok");
        assertThat(after.getJsonObject("set").getInteger("battery"))
                .as("no restart charges a battery")
                .isLessThan(10);
    }

    @Test
    void leavesCommandsUnansweredWhenItIsBrokenSo() {
        SimulatedDevice fan = device("fan");
        fan.fault(Fault.NO_ACK, true);
        fan.start();
        Line line = hub.welcome("t1");
        line.await("report");
        line.command("cmd_1", "set", new JsonObject().put("power", "on"));
        // A second report shows that the first command was heard and left.
        line.send(new JsonObject()
                .put("type", "desired")
                .put("revision", 1)
                .put("set", new JsonObject().put("speed", 11)));
        JsonObject next = line.next();
        assertThat(next.getString("type")).isEqualTo("report");
        assertThat(next.getJsonObject("set")).isEqualTo(new JsonObject().put("speed", 11));
    }

    @Test
    void foldsWhatHappenedWhileItWasAway() {
        SimulatedDevice fan = device("fan");
        fan.start();
        Line first = hub.welcome("t1");
        first.ack(first.await("report").getLong("seq"));
        first.close(1012);
        Line second = hub.accept();
        second.await("hello");
        for (int i = 0; i < 3; i++) {
            fan.touch();
        }
        second.send(FakeHub.welcomeFrame("t2").put("resumed", true).put("seq", 1));
        JsonObject report = second.await("report");
        assertThat(report.getLong("seq")).isEqualTo(2);
    }

    private SimulatedDevice device(String model) {
        Surroundings around = new Surroundings(Clock.systemUTC(), new SplittableRandom(5));
        Thing thing = Things.of(model, around);
        DeviceOptions options = DeviceOptions.of(hub.address(), new DeviceCredentials("dev_1", "sesame"), model)
                .withRetries(Duration.ofMillis(5), Duration.ofMillis(20));
        return new SimulatedDevice(vertx, vertx.createWebSocketClient(), options, thing, 1, around, tally);
    }
}
