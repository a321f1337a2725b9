package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Fanload;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Load;
import java.util.ArrayList;
import java.util.List;

/** What an idle connection takes of the hub's memory. */
final class Memory implements Scenario {
    private static final String NAME = "memory";
    private static final int[] COUNTS = {10_000, 50_000};
    private static final double MOST = 20;

    @Override
    public Chapter chapter() {
        List<Goal> goals = new ArrayList<>();
        for (String who : List.of("terminal", "device")) {
            for (int count : COUNTS) {
                goals.add(Goal.atMost(
                        "for each " + metric(who, count), median(NAME, "hub", metric(who, count)), MOST, "KiB"));
            }
        }
        goals.add(Goal.atMost("idle hub without the stores", median(NAME, "hub", "idle"), 160, "MiB"));
        return new Chapter(
                NAME,
                "idle connections, session and all",
                "Resident memory of the hub (Java, heap at most 2 GiB, serial collector) after two minutes of rest, in which it gives back by itself what it does"
                        + " not need, with the connections less without them, by their number. A hub of its own for each. Measured once: it"
                        + " hardly varies.",
                goals);
    }

    private static String metric(String who, int count) {
        return "%s of %,d".formatted(who, count);
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Telling telling = new Telling(NAME, lab, findings);
        for (int usual : COUNTS) {
            int count = lab.plan().of(usual);
            if (!Crowd.fits(lab, telling, count)) {
                continue;
            }
            try (Hub hub = Hub.start(lab, Crowd.HEAP)) {
                if (usual == COUNTS[0]) {
                    telling.value("hub", "idle", "MiB", hub.residentKib() / 1024.0);
                }
                Fleet none = Fleet.make(lab, hub, 1);
                telling.value(
                        "hub",
                        metric("terminal", usual),
                        "KiB",
                        each(lab, hub, count, Crowd.terminals(hub, none, count)));
            }
            try (Hub hub = Hub.start(lab, Crowd.HEAP)) {
                Fleet fleet = Fleet.make(lab, hub, count);
                telling.value("hub", metric("device", usual), "KiB", each(lab, hub, count, Crowd.devices(hub, fleet)));
            }
        }
    }

    private static double each(Lab lab, Hub hub, int count, Load load) {
        long before = hub.residentKib();
        try (Fanload.Held held = lab.fanload().hold(load)) {
            lab.say("%s: %,d connections in %.1f s"
                    .formatted(NAME, count, held.line().connectSeconds()));
            return (hub.residentKib() - before) / (double) count;
        }
    }
}
