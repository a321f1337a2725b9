package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Cost;
import io.hawser.bench.rig.Fanload;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Load;
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.Waiting;
import java.time.Duration;
import java.util.List;

/** Whether a report costs more where more devices are known, or more terminals watch other ones. */
final class Growth implements Scenario {
    private static final String NAME = "growth";
    private static final String FEW = "100 devices known";
    private static final String MANY = "100,000 devices known";
    private static final String QUIET = "10 terminals elsewhere";
    private static final String CROWDED = "10,000 terminals elsewhere";
    private static final String COST = "CPU of a report";
    private static final double RATE = 1000;
    private static final Duration REST = Duration.ofSeconds(3);
    private static final double FLAT = 1.15;

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "the cost of one report as the home grows",
                "100 devices report together 1,000 times a second, each to one terminal; CPU of the hub and its Redis for each report, less"
                        + " what both use before the load begins. Two hubs in turn, one that knows 100 devices and one that knows 100,000;"
                        + " then one hub with 10 and with 10,000 terminals that each watch another, silent device.",
                List.of(
                        Goal.atMost(
                                "from 100 to 100,000 devices known",
                                median(NAME, MANY, COST).over(median(NAME, FEW, COST)),
                                FLAT,
                                "×"),
                        Goal.atMost(
                                "from 10 to 10,000 terminals that watch others",
                                median(NAME, CROWDED, COST).over(median(NAME, QUIET, COST)),
                                FLAT,
                                "×")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(NAME, lab, findings);
        int reporters = plan.of(100);
        try (Hub small = Hub.start(lab, Crowd.HEAP);
                Hub large = Hub.start(lab, Crowd.HEAP)) {
            Fleet few = Fleet.make(lab, small, reporters);
            Fleet all = Fleet.make(lab, large, plan.of(100_000));
            Fleet some = all.first(reporters);
            for (int round = 0; round < plan.rounds(); round++) {
                large.pause();
                cost(lab, telling, FEW, small, few);
                large.resume();
                small.pause();
                cost(lab, telling, MANY, large, some);
                small.resume();
            }
            small.pause();
            int most = plan.of(10_000);
            if (Crowd.fits(lab, telling, most)) {
                Fleet others = all.after(reporters).first(Math.min(most, all.size() - reporters));
                for (int round = 0; round < plan.rounds(); round++) {
                    watched(lab, telling, QUIET, large, some, others.first(Math.min(10, others.size())));
                    watched(lab, telling, CROWDED, large, some, others);
                }
            }
            small.resume();
        }
    }

    private static void watched(Lab lab, Telling telling, String subject, Hub hub, Fleet fleet, Fleet others) {
        Load load = Load.of(hub)
                .held(Duration.ofMinutes(10))
                .with("--sub-msgs", others.partners("state"))
                .with("--ready-frames", 4)
                .subscribers(others.size())
                .publishers(0);
        try (Fanload.Held held = lab.fanload().hold(load)) {
            lab.say("%s: %,d terminals watch in %.1f s"
                    .formatted(NAME, others.size(), held.line().connectSeconds()));
            cost(lab, telling, subject, hub, fleet);
        }
    }

    private static void cost(Lab lab, Telling telling, String subject, Hub hub, Fleet fleet) {
        Plan plan = lab.plan();
        Waiting.pass(REST);
        double idle = Cost.cores(List.of(hub.whole()), REST)[0];
        Fanload.Run run =
                lab.fanload().measure(() -> Pairs.load(hub, fleet).rate(RATE), plan.warm(), plan.seconds(), hub);
        telling.run(subject, "reports", run);
        double reports = run.line().acknowledged();
        telling.value(subject, COST, "µs", 1e6 * (run.cores() - idle) / reports, run.disturbed());
    }
}
