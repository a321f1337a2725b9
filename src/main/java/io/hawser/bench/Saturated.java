package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Formula;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Broker;
import io.hawser.bench.rig.Lab;
import java.util.List;

/** One device, a thousand terminals, as fast as it goes. */
final class Saturated implements Scenario {
    private static final String NAME = "saturated";
    private static final int WINDOW = 64;

    @Override
    public Chapter chapter() {
        Formula hub = median(NAME, "hub", "deliveries");
        return new Chapter(
                NAME,
                "1 device → 1,000 terminals, as fast as it goes",
                "At most 64 reports of 200 bytes are on their way at any time; every one reaches every terminal.",
                List.of(
                        Goal.atLeast(
                                "deliveries against NATS WebSocket",
                                hub.over(median(NAME, Broker.Kind.NATS_WEBSOCKET.subject(), "deliveries")),
                                1,
                                "×"),
                        Goal.atLeast(
                                "deliveries against Mosquitto WebSocket",
                                hub.over(median(NAME, Broker.Kind.MOSQUITTO_WEBSOCKET.subject(), "deliveries")),
                                15,
                                "×")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        new FanOut(
                        NAME,
                        1,
                        List.of(Broker.Kind.values()),
                        load -> load.window(WINDOW),
                        false,
                        FanOut.Reading::deliveries)
                .run(lab, findings);
    }
}
