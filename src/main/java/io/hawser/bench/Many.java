package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Broker;
import io.hawser.bench.rig.Lab;
import java.util.List;

/** 64 devices, a thousand terminals that watch all of them. */
final class Many implements Scenario {
    private static final String NAME = "many";
    private static final int DEVICES = 64;

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "64 devices → 1,000 terminals that watch all of them, as fast as it goes",
                "At most 64 reports are on their way at any time, each device in turn. At the brokers all clients publish to one"
                        + " subject or topic.",
                List.of(Goal.atLeast(
                        "deliveries against NATS WebSocket",
                        median(NAME, "hub", "deliveries")
                                .over(median(NAME, Broker.Kind.NATS_WEBSOCKET.subject(), "deliveries")),
                        4,
                        "×")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        new FanOut(
                        NAME,
                        DEVICES,
                        List.of(Broker.Kind.NATS_WEBSOCKET, Broker.Kind.MOSQUITTO_WEBSOCKET),
                        load -> load.window(DEVICES),
                        false,
                        FanOut.Reading::deliveries)
                .run(lab, findings);
    }
}
