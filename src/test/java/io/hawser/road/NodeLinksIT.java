package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.ordeal.rig.TcpProxy;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes whose link breaks and comes back: what was told meanwhile is found in the stores. */
@SuppressWarnings("NullAway.Init")
class NodeLinksIT {
    private TestHub first;
    private TestHub second;
    private Home here;
    private Home.Person ana;
    private Home.Thing lamp;

    @BeforeEach
    void start() {
        first = TestHub.start();
        here = new Home(first.port(), first.adminToken());
        second = first.another();
        ana = here.person("Ana");
        lamp = here.device(ana, "Lamp", "generic");
    }

    @AfterEach
    void stop() {
        second.close();
        first.close();
    }

    @Test
    void missesNothingWhenTheLinkBetweenTheNodesBreaks() {
        WireClient device = elsewhere("b1");
        WireClient terminal = ana.watching("['*']");
        device.send("{'type':'report','seq':1,'set':{'n':1}}");
        terminal.await("n = 1", frame -> frame.path("set").path("n").asInt() == 1);

        first.redis().command("CLIENT", "KILL", "TYPE", "pubsub");
        for (int seq = 2; seq <= 20; seq++) {
            device.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(seq, seq));
        }
        device.await("acknowledged", frame -> frame.path("seq").asInt() == 20);

        long revision = -1;
        for (int n = 2; n <= 20; n++) {
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
    void tellsOnceTheLinkIsBackWhatWasNotHeardMeanwhile() {
        WireClient device = elsewhere("b1");
        Home.Person ben = here.person("Ben");
        here.share(ana, lamp, ben, "viewer");
        WireClient watching = WireClient.connect(second.port(), "/ws/terminal");
        watching.send("{'type':'hello','token':'%s'}".formatted(ben.token()));
        watching.send("{'type':'subscribe','id':'1','devices':['*']}");
        watching.await("synced");

        first.redis().command("CLIENT", "KILL", "TYPE", "pubsub");
        ana.rest().patch("/devices/" + lamp.id() + "/desired", "{'target':22}");
        ana.rest().post("/devices/" + lamp.id() + "/commands", "{'name':'go'}");
        ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id());

        assertThat(device.await("desired").path("set").path("target").asInt()).isEqualTo(22);
        assertThat(device.await("command").path("name").asText()).isEqualTo("go");
        assertThat(watching.await("removed").path("device").asText()).isEqualTo(lamp.id());
    }

    /** What waits in the log while a node can't reach Redis is not told to somebody whose right has ended meanwhile. */
    @Test
    void showsNothingAfterTheEndOfARightThatItCouldNotHearOf() {
        Vertx vertx = Vertx.vertx();
        URI redis = URI.create(first.setting("redis.url"));
        try (TcpProxy way = new TcpProxy(vertx, redis.getHost(), redis.getPort());
                TestHub away =
                        first.another(Map.of("redis.url", "redis://127.0.0.1:" + way.port() + redis.getPath()))) {
            WireClient device = lamp.hello("b1");
            device.await("welcome");
            Home.Person ben = here.person("Ben");
            here.share(ana, lamp, ben, "viewer");
            WireClient watching = WireClient.connect(away.port(), "/ws/terminal");
            watching.send("{'type':'hello','token':'%s'}".formatted(ben.token()));
            watching.send("{'type':'subscribe','id':'1','devices':['*']}");
            watching.await("synced");
            device.send("{'type':'report','seq':1,'set':{'n':1}}");
            watching.await("n = 1", frame -> frame.path("set").path("n").asInt() == 1);

            way.swallow(true);
            RestClient.Answer untold =
                    new RestClient(away.port(), ana.token()).delete("/devices/" + lamp.id() + "/shares/" + ben.id());
            assertThat(untold.status()).as("where the others could not be told").isEqualTo(503);
            assertThat(ana.rest()
                            .delete("/devices/" + lamp.id() + "/shares/" + ben.id())
                            .status())
                    .isEqualTo(204);
            for (int seq = 2; seq <= 20; seq++) {
                device.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(seq, seq));
            }
            device.await("acknowledged", frame -> frame.path("seq").asInt() == 20);
            way.swallow(false);
            way.cut();

            watching.await("removed");
            assertThat(watching.all())
                    .noneMatch(frame -> frame.path("set").path("n").asInt() > 1);
        } finally {
            vertx.close();
        }
    }

    /** The lamp, on the other node. */
    private WireClient elsewhere(String boot) {
        WireClient device = WireClient.connect(second.port(), "/ws/device");
        device.send(
                "{'type':'hello','device':'%s','secret':'%s','boot':'%s'}".formatted(lamp.id(), lamp.secret(), boot));
        device.await("welcome");
        return device;
    }

    @Test
    void endsWhatWasEndedWhileTheLinkWasBroken() {
        WireClient device = elsewhere("b1");
        Home.Person ben = here.person("Ben");
        WireClient watching = WireClient.connect(second.port(), "/ws/terminal");
        watching.send("{'type':'hello','token':'%s'}".formatted(ben.token()));
        watching.await("welcome");

        first.redis().command("CLIENT", "KILL", "TYPE", "pubsub");
        ben.rest().post("/auth/logout", "");
        lamp.hello("b2").await("welcome");

        assertThat(watching.closeCode()).isEqualTo(4401);
        assertThat(device.closeCode()).isEqualTo(4409);
    }
}
