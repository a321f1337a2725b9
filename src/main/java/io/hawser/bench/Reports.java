package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Backlog;
import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Child;
import io.hawser.bench.rig.Fanload;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.RedisFlood;
import io.hawser.bench.rig.WriteCommand;
import java.time.Duration;
import java.util.List;

/** How many reports are stored, acknowledged and delivered, against what Redis alone makes of the same script. */
final class Reports implements Scenario {
    static final String NAME = "reports";
    static final String DELIVERED = "stored, acknowledged and delivered";

    private static final String REDIS = "Redis alone";
    private static final int CONNECTIONS = 50;
    /** One at a time, so that each write is a call of its own. */
    private static final double SLOWLY = 25;

    private static final Duration DRAINED = Duration.ofMinutes(3);

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "1,000 devices, each watched by one terminal",
                "As fast as it goes with 1,000 reports on their way, then at half that rate. Redis alone is the hub's own embedded Redis,"
                        + " while the hub stands still, given the hub's own write of one report with rising numbers: 50 connections"
                        + " for 50 devices, 32 commands pipelined on each, as redis-benchmark -P 32 does.",
                List.of(
                        Goal.atLeast(
                                "reports against the same script in Redis alone",
                                median(NAME, "hub", DELIVERED).over(median(NAME, REDIS, "writes")),
                                0.4,
                                "×"),
                        Goal.below("p99 at half that rate", median(NAME, "hub", "p99 at half that rate"), 20, "ms")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(NAME, lab, findings);
        try (Hub hub = Hub.start(lab, Hub.HEAP);
                Backlog backlog = new Backlog(hub)) {
            Fleet fleet = Fleet.make(lab, hub, plan.size());
            for (int round = 0; round < plan.rounds(); round++) {
                Fanload.Run most = lab.fanload()
                        .measure(() -> Pairs.load(hub, fleet).window(plan.size()), plan.warm(), plan.seconds(), hub);
                telling.run("hub", "saturated", most);
                double delivered = most.line().deliveries();
                telling.value("hub", DELIVERED, "1/s", delivered, most.disturbed());
                telling.value("hub", "acknowledged", "1/s", most.line().acknowledged(), most.disturbed());
                Fanload.Run half = lab.fanload()
                        .measure(
                                () -> Pairs.load(hub, fleet).rate(Math.max(1, delivered / 2)),
                                Math.min(3, plan.warm()),
                                plan.seconds(),
                                hub);
                telling.run("hub", "half that rate", half);
                telling.value("hub", "p99 at half that rate", "ms", half.line().p99Ms(), half.disturbed());
                redis(lab, telling, hub, fleet.first(Math.min(CONNECTIONS, fleet.size())));
                if (!backlog.empty(DRAINED)) {
                    telling.note("the history did not catch up between the rounds");
                }
            }
        }
    }

    private static void redis(Lab lab, Telling telling, Hub hub, Fleet few) {
        try (Child load = lab.fanload()
                .begin(Pairs.load(hub, few).rate(SLOWLY).with("--spin", 0).lasting(0, 600))) {
            List<WriteCommand> writes = WriteCommand.listen(hub, few.size());
            // Both stand still rather than end, since a device that goes takes its leave to write along.
            load.pause();
            hub.pause();
            RedisFlood.Rate rate = RedisFlood.measure(hub, writes, lab.plan().measured());
            if (rate.refused() > 0) {
                throw new BenchFailure("Redis alone refused " + rate.refused() + " of its writes, so they say nothing");
            }
            telling.value(REDIS, "writes", "1/s", rate.replies());
        } finally {
            hub.resume();
        }
    }
}
