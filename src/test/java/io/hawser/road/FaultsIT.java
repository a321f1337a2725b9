package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults on the way from a device to everybody who may see it. */
class FaultsIT {
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Thing speaker;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        speaker = home.device(ana, "Speaker", "speaker");
    }

    @Test
    void keepsItsIdWhileItIsTheSameFault() {
        try (WireClient terminal = ana.terminal();
                WireClient device = speaker.online()) {
            terminal.send("{'type':'subscribe','id':'1','devices':['*'],'kinds':['fault']}")
                    .await("synced");

            device.send(
                    "{'type':'fault','seq':1,'code':'AUDIO.CAPTURE','severity':'major','active':true,'data':{'level':-90}}");
            assertThat(device.await("ack").path("seq").asInt()).isEqualTo(1);
            JsonNode open = terminal.await("change");
            assertThat(open.path("kind").asText()).isEqualTo("fault");
            assertThat(open.path("code").asText()).isEqualTo("AUDIO.CAPTURE");
            assertThat(open.path("severity").asText()).isEqualTo("major");
            assertThat(open.path("status").asText()).isEqualTo("open");
            assertThat(open.path("data").path("level").asInt()).isEqualTo(-90);
            assertThat(open.path("by").path("device").asText()).isEqualTo(speaker.id());

            device.send("{'type':'fault','seq':2,'code':'AUDIO.CAPTURE','severity':'major','active':false}");
            JsonNode gone = terminal.await("change");
            assertThat(gone.path("status").asText()).isEqualTo("verifying");
            assertThat(gone.path("fault")).isEqualTo(open.path("fault"));

            device.send("{'type':'fault','seq':3,'code':'AUDIO.CAPTURE','severity':'critical','active':true}");
            JsonNode back = terminal.await("change");
            assertThat(back.path("status").asText()).isEqualTo("open");
            assertThat(back.path("fault")).isEqualTo(open.path("fault"));
        }
    }

    @Test
    void namesEachFieldOfAFaultThatIsWrong() {
        try (WireClient device = speaker.online()) {
            JsonNode error = device.send("{'type':'fault','seq':1,'code':'no spaces','severity':'bad','active':1}")
                    .await("error");
            assertThat(error.path("code").asText()).isEqualTo("BAD_VALUE");
            assertThat(error.toString()).contains("/code").contains("/severity").contains("/active");
        }
    }

    @Test
    void refusesMoreFaultsAtOnceThanAreKept() {
        try (WireClient device = speaker.online()) {
            for (int i = 1; i <= 64; i++) {
                device.send("{'type':'fault','seq':%d,'code':'F.%d','active':true}".formatted(i, i));
            }
            JsonNode error = device.send("{'type':'fault','seq':65,'code':'F.65','active':true}")
                    .await("error");
            assertThat(error.path("code").asText()).isEqualTo("SESSION_FULL");
        }
    }
}
