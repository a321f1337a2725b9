package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One installation on two nodes: it does not matter which of them a device, a terminal or a request comes to. */
class NodesIT {
    private static TestHub first;
    private static TestHub second;
    private static Home here;

    private Home.Person ana;
    private Home.Thing lamp;

    @BeforeAll
    static void start() {
        first = TestHub.start();
        here = new Home(first.port(), first.adminToken());
        second = first.another();
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @BeforeEach
    void furnish() {
        ana = here.person("Ana");
        lamp = here.device(ana, "Lamp", "generic");
    }

    @Test
    void showsEveryChangeOfADeviceOnTheOtherNodeInOrder() {
        WireClient device = elsewhere("b1");
        WireClient terminal = ana.watching("['*']");
        int reports = 300;

        for (int seq = 1; seq <= reports; seq++) {
            device.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(seq, seq));
        }

        long revision = -1;
        for (int n = 1; n <= reports; n++) {
            int value = n;
            JsonNode change = terminal.await(
                    "n = " + n, frame -> frame.path("set").path("n").asInt() == value);
            if (revision >= 0) {
                assertThat(change.path("from").asLong()).isEqualTo(revision);
            }
            revision = change.path("revision").asLong();
        }
    }

    @Test
    void carriesACommandToTheOtherNodeAndItsStepsBack() {
        WireClient device = elsewhere("b1");
        WireClient terminal = ana.watching("['*']");

        terminal.send("{'type':'command','id':'7','device':'%s','name':'go','args':{'to':1}}".formatted(lamp.id()));
        JsonNode offer = device.await("command");
        assertThat(offer.path("args").path("to").asInt()).isEqualTo(1);
        device.send("{'type':'progress','command':'%s','status':'received'}"
                .formatted(offer.path("command").asText()));
        terminal.await("received", frame -> frame.path("status").asText().equals("received"));
        device.send("{'type':'result','command':'%s','ok':true}"
                .formatted(offer.path("command").asText()));

        JsonNode done =
                terminal.await("done", frame -> frame.path("status").asText().equals("done"));
        assertThat(done.path("by").path("user").asText()).isEqualTo(ana.id());
    }

    @Test
    void waitsForTheEndOfACommandThatIsCarriedOutOnTheOtherNode() throws Exception {
        WireClient device = elsewhere("b1");
        CompletableFuture<RestClient.Answer> asked = CompletableFuture.supplyAsync(
                () -> ana.rest().post("/devices/" + lamp.id() + "/commands", "{'name':'go'}", "Prefer", "wait=30"));
        String command = device.await("command").path("command").asText();

        device.send("{'type':'result','command':'%s','ok':true}".formatted(command));

        RestClient.Answer answer = asked.get();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("status").asText()).isEqualTo("done");
    }

    @Test
    void offersWhatIsWantedToADeviceOnTheOtherNode() {
        WireClient device = elsewhere("b1");

        assertThat(ana.rest()
                        .patch("/devices/" + lamp.id() + "/desired", "{'target':22}")
                        .status())
                .isEqualTo(200);

        assertThat(device.await("desired").path("set").path("target").asInt()).isEqualTo(22);
    }

    @Test
    void tellsTheOtherNodeWhatWasTakenAwayAndWhatIsOver() {
        Home.Person ben = here.person("Ben");
        here.share(ana, lamp, ben, "viewer");
        WireClient watching = WireClient.connect(second.port(), "/ws/terminal");
        watching.send("{'type':'hello','token':'%s'}".formatted(ben.token()));
        watching.send("{'type':'subscribe','id':'1','devices':['*']}");
        watching.await("synced");

        assertThat(ana.rest()
                        .delete("/devices/" + lamp.id() + "/shares/" + ben.id())
                        .status())
                .isEqualTo(204);
        assertThat(watching.await("removed").path("device").asText()).isEqualTo(lamp.id());

        assertThat(ben.rest().post("/auth/logout", "").status()).isEqualTo(204);
        assertThat(watching.closeCode()).isEqualTo(4401);
    }

    @Test
    void handsADeviceOverToTheNodeThatItComesTo() {
        WireClient device = elsewhere("b1");

        WireClient again = lamp.hello("b2");

        again.await("welcome");
        assertThat(device.await("bye").path("reason").asText()).isEqualTo("SUPERSEDED");
        assertThat(device.closeCode()).isEqualTo(4409);
    }

    @Test
    void tellsWhoWatchesAndWhoHoldsAControlOnBothNodes() {
        Home.Person ben = here.person("Ben");
        here.share(ana, lamp, ben, "controller");
        WireClient mine = ana.terminal("'adjusting':true");
        mine.send("{'type':'subscribe','id':'1','devices':['%s']}".formatted(lamp.id()));
        mine.await("synced");
        WireClient bens = WireClient.connect(second.port(), "/ws/terminal");
        bens.send("{'type':'hello','token':'%s','adjusting':true}".formatted(ben.token()));
        bens.send("{'type':'subscribe','id':'1','devices':['%s']}".formatted(lamp.id()));
        bens.await("synced");

        bens.await("Ana and Ben", frame -> viewers(frame).equals("Ana Ben"));
        mine.await("Ana and Ben", frame -> viewers(frame).equals("Ana Ben"));

        bens.send("{'type':'adjusting','device':'%s','property':'level','held':true}".formatted(lamp.id()));
        JsonNode held = mine.await("adjusting");
        assertThat(held.path("user").path("name").asText()).isEqualTo("Ben");
        assertThat(held.path("property").asText()).isEqualTo("level");

        bens.cut();
        mine.await(
                "let go",
                frame -> frame.path("type").asText().equals("adjusting")
                        && !frame.path("held").asBoolean());
        mine.await("Ana alone", frame -> viewers(frame).equals("Ana"));
    }

    private static String viewers(JsonNode frame) {
        return frame.path("type").asText().equals("viewers")
                ? String.join(" ", frame.path("users").findValuesAsText("name"))
                : "";
    }

    /** The lamp, on the other node. */
    private WireClient elsewhere(String boot) {
        WireClient device = WireClient.connect(second.port(), "/ws/device");
        device.send(
                "{'type':'hello','device':'%s','secret':'%s','boot':'%s'}".formatted(lamp.id(), lamp.secret(), boot));
        device.await("welcome");
        return device;
    }
}
