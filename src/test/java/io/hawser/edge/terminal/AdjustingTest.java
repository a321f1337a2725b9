package io.hawser.edge.terminal;

import static io.hawser.edge.terminal.Client.subscribe;
import static io.hawser.edge.terminal.Edge.LAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Adjusting;
import io.hawser.domain.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That somebody has a hand on a control, as others who watch see it. */
@SuppressWarnings("NullAway.Init")
class AdjustingTest {
    private Edge edge;
    private Client ana;
    private Client ben;

    @BeforeEach
    void start() throws Exception {
        edge = new Edge();
        edge.home.share("ben", LAMP, Role.VIEWER);
        ana = watching("ana", true);
        ben = watching("ben", true);
    }

    @AfterEach
    void stop() throws Exception {
        ana.close();
        ben.close();
        edge.close();
    }

    @Test
    void othersSeeItUntilTheHandIsLifted() throws Exception {
        JsonObject reply = ana.ask(hold(true).put("id", "7"), "adjusting");
        assertThat(reply.getString("re")).isEqualTo("7");
        assertThat(reply.getInteger("ttl")).isEqualTo(5_000);
        assertThat(reply.containsKey("user")).isFalse();

        JsonObject told = ben.next("adjusting");
        assertThat(told.getString("device")).isEqualTo(LAMP.value());
        assertThat(told.getString("property")).isEqualTo("brightness");
        assertThat(told.getBoolean("held")).isTrue();
        assertThat(told.getInteger("ttl")).isEqualTo(5_000);
        assertThat(told.getJsonObject("user").getString("name")).isEqualTo("ana");

        ana.ask(hold(false), "adjusting");
        told = ben.next("adjusting");
        assertThat(told.getBoolean("held")).isFalse();
        assertThat(told.containsKey("ttl")).isFalse();
        ana.assertNothing();
    }

    @Test
    void thePersonsOtherTerminalsSeeItToo() throws Exception {
        try (Client phone = watching("ana", true)) {
            ana.ask(hold(true), "adjusting");

            assertThat(phone.next("adjusting").getJsonObject("user").getString("id"))
                    .isEqualTo("usr_ana");
        }
    }

    @Test
    void whoDidNotAskForItHearsNothing() throws Exception {
        try (Client old = watching("ben", false)) {
            ana.ask(hold(true), "adjusting");
            ben.next("adjusting");

            old.assertNothing();
        }
    }

    @Test
    void onlyWhoMayCommandTheDeviceMaySaySo() throws Exception {
        assertThat(ben.ask(hold(true), "error").getString("code")).isEqualTo("FORBIDDEN");
        assertThat(ana.ask(hold(true).put("device", "dev_none"), "error").getString("code"))
                .isEqualTo("NOT_FOUND");
        assertThat(ana.ask(hold(true).put("property", ""), "error").getString("code"))
                .isEqualTo("BAD_VALUE");
        assertThat(ana.ask(hold(true).put("held", "yes"), "error").getString("code"))
                .isEqualTo("BAD_VALUE");
        ben.assertNothing();
    }

    @Test
    void endsByItselfUnlessItIsToldAgain() throws Exception {
        ana.ask(hold(true), "adjusting");
        assertThat(ben.next("adjusting").getBoolean("held")).isTrue();

        edge.nanos.pass(Duration.ofSeconds(2));
        ana.ask(hold(true), "adjusting");
        assertThat(ben.next("adjusting").getBoolean("held")).isTrue();

        edge.nanos.pass(Adjusting.HOLDS);
        assertThat(ben.next("adjusting").getBoolean("held")).isFalse();
    }

    @Test
    void whatIsToldAgainAtOnceIsNotPassedOn() throws Exception {
        for (int i = 0; i < 10; i++) {
            ana.ask(hold(true), "adjusting");
        }

        assertThat(ben.next("adjusting").getBoolean("held")).isTrue();
        ben.assertNothing();
    }

    @Test
    void endsWithTheConnection() throws Exception {
        ana.ask(hold(true), "adjusting");
        ben.next("adjusting");

        ana.close();

        assertThat(ben.next("adjusting").getBoolean("held")).isFalse();
    }

    @Test
    void endsWhenTheRightIsTakenAway() throws Exception {
        edge.home.share("cat", LAMP, Role.CONTROLLER);
        try (Client cat = watching("cat", true)) {
            cat.ask(hold(true), "adjusting");
            assertThat(ana.next("adjusting").getBoolean("held")).isTrue();

            edge.home.shareAndTell("cat", LAMP, Role.VIEWER);

            assertThat(ana.next("adjusting").getBoolean("held")).isFalse();
        }
    }

    @Test
    void aTerminalTakesHoldOfFewControlsInASecond() throws Exception {
        for (int i = 0; i < 4; i++) {
            ana.ask(hold(true).put("property", "p" + i), "adjusting");
            ana.ask(hold(false).put("property", "p" + i), "adjusting");
        }

        JsonObject error = ana.ask(hold(true).put("property", "p5"), "error");
        assertThat(error.getString("code")).isEqualTo("RATE_LIMITED");
        assertThat(error.getInteger("retryAfter")).isEqualTo(1_000);
    }

    private Client watching(String user, boolean adjusting) throws Exception {
        Client client = edge.connect();
        client.ask(
                new JsonObject()
                        .put("type", "hello")
                        .put("token", edge.token(user))
                        .put("adjusting", adjusting),
                "welcome");
        client.subscribed(subscribe(LAMP.value()));
        return client;
    }

    private static JsonObject hold(boolean held) {
        return new JsonObject()
                .put("type", "adjusting")
                .put("device", LAMP.value())
                .put("property", "brightness")
                .put("held", held);
    }
}
