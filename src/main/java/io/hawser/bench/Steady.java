package io.hawser.bench;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.rig.Lab;
import java.util.List;

/** Twenty reports a second to a thousand terminals. */
final class Steady implements Scenario {
    private static final String NAME = "steady";
    private static final int RATE = 20;

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "1 device → 1,000 terminals, 20 reports a second",
                "The time counts from the moment at which a report was due, so that a stall is not hidden."
                        + FanOut.REHEARSAL,
                List.of(Single.Latency.below("p99 against Mosquitto TCP", NAME, "p99")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        new FanOut(NAME, 1, Single.Latency.PEERS, load -> load.rate(RATE), true, FanOut.Reading::latency)
                .run(lab, findings);
    }
}
