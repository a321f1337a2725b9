package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Backlog;
import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Child;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.Waiting;
import java.time.Duration;
import java.util.List;

/** Whether the history keeps up, and how fast it catches up. */
final class History implements Scenario {
    private static final String NAME = "history";
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration DRAINED = Duration.ofMinutes(3);

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "the way to PostgreSQL",
                "Under the saturating load of the scenario reports: how old the oldest entry gets that waits in Redis' outbox. Then"
                        + " PostgreSQL is stopped for five seconds under that load, the load ends, PostgreSQL goes on: entries a second"
                        + " from the first that is taken until none is left.",
                List.of(
                        Goal.atLeast("entries kept, sustained", median(NAME, "hub", "drained"), 30_000, "1/s"),
                        Goal.atMost("behind at the report rate", median(NAME, "hub", "oldest entry"), 2, "s")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(NAME, lab, findings);
        try (Hub hub = Hub.start(lab, Hub.HEAP);
                Backlog backlog = new Backlog(hub)) {
            Fleet fleet = Fleet.make(lab, hub, plan.size());
            for (int round = 0; round < plan.rounds(); round++) {
                try (Child load = lab.fanload()
                        .begin(Pairs.load(hub, fleet).window(plan.size()).lasting(1, 600))) {
                    Waiting.pass(Duration.ofMillis(Math.round(plan.warm() * 1000) + 3000));
                    telling.value("hub", "oldest entry", "s", oldest(backlog, plan.measured()));
                    hub.signalPostgres("STOP");
                    Waiting.pass(AWAY);
                    findings.raw("hub", "load", lab.fanload().finish(load).json());
                } finally {
                    telling.value("hub", "drained", "1/s", drained(hub, backlog));
                }
            }
        }
    }

    /** The most that it is behind during this time. */
    private static double oldest(Backlog backlog, Duration time) {
        double most = 0;
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            most = Math.max(most, backlog.look().age());
            Waiting.pass(BETWEEN);
        }
        return most;
    }

    private static double drained(Hub hub, Backlog backlog) {
        long full = backlog.look().entries();
        hub.signalPostgres("CONT");
        if (!Waiting.until(DRAINED, () -> backlog.look().entries() < full)) {
            throw new BenchFailure("the history takes no entries again");
        }
        long begun = System.nanoTime();
        if (!backlog.empty(DRAINED)) {
            throw new BenchFailure("the history does not catch up");
        }
        return full / ((System.nanoTime() - begun) / 1e9);
    }
}
