package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Broker;
import io.hawser.bench.rig.Lab;
import java.util.List;

/** One report at a time to a thousand terminals. */
final class Single implements Scenario {
    static final String NAME = "single";

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "1 device → 1,000 terminals, one report at a time",
                "The next report goes when the one before has reached every terminal. The time is from the sending to each arrival."
                        + FanOut.REHEARSAL,
                List.of(
                        Latency.below("p50 against Mosquitto TCP", NAME, "p50"),
                        Latency.below("p99 against Mosquitto TCP", NAME, "p99")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        new FanOut(NAME, 1, Latency.PEERS, load -> load.window(1), true, FanOut.Reading::latency).run(lab, findings);
    }

    /** What the scenarios of latency have in common. */
    static final class Latency {
        static final List<Broker.Kind> PEERS = List.of(Broker.Kind.NATS_WEBSOCKET, Broker.Kind.MOSQUITTO_TCP);

        private Latency() {}

        static Goal below(String what, String scenario, String metric) {
            return Goal.below(
                    what,
                    median(scenario, "hub", metric).over(median(scenario, Broker.Kind.MOSQUITTO_TCP.subject(), metric)),
                    1,
                    "×");
        }
    }
}
