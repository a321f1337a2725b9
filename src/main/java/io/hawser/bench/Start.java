package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Cores;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Plan;
import java.util.List;

/** How long a hub takes to get ready. */
final class Start implements Scenario {
    private static final String NAME = "start";
    private static final double SECONDS = 3;

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "from the start of Java to ready",
                "With the data of 1,000 devices that have reported for a while: until /health/ready says so. --demo on a new folder: until"
                        + " it prints that it is ready. Embedded stores, all cores.",
                List.of(
                        Goal.atMost("existing data to ready", median(NAME, "hub", "existing data"), 3, "s"),
                        Goal.atMost("--demo to ready", median(NAME, "hub", "--demo on a new folder"), 8, "s")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(NAME, lab, findings);
        try (Hub first = Hub.start(lab, Hub.HEAP)) {
            Fleet fleet = Fleet.make(lab, first, plan.size());
            lab.fanload()
                    .measure(
                            () -> Pairs.load(first, fleet).window(plan.size()),
                            0,
                            Math.min(SECONDS, plan.seconds()),
                            first);
            first.stop();
            for (int round = 0; round < plan.rounds(); round++) {
                Hub again = Hub.open(lab, first.data(), Hub.HEAP, Cores.Place.ANYWHERE);
                telling.value("hub", "existing data", "s", again.startSeconds());
                again.stop();
                telling.value("hub", "--demo on a new folder", "s", Hub.demoSeconds(lab));
            }
        }
    }
}
