package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Child;
import io.hawser.bench.rig.Fanload;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Load;
import io.hawser.bench.rig.LoadLine;
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Ten thousand devices that all come back at once. */
final class Storm implements Scenario {
    private static final String NAME = "storm";
    private static final int DEVICES = 10_000;
    private static final int TERMINALS = 100;
    private static final int RATE = 20;
    private static final Duration GONE = Duration.ofMinutes(1);

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "10,000 devices resume at once",
                "All connections are opened at the same moment; the time is until the last device has its welcome. Meanwhile another device"
                        + " reports 20 times a second to 100 terminals, by a load generator of its own on the same core.",
                List.of(
                        Goal.atMost("until all are back", median(NAME, "hub", "until all are back"), 15, "s"),
                        Goal.below(
                                "p99 of the others meanwhile", median(NAME, "hub", "p99 of the others"), 250, "ms")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(NAME, lab, findings);
        int count = plan.of(DEVICES);
        if (!Crowd.fits(lab, telling, count)) {
            return;
        }
        try (Hub hub = Hub.start(lab, Hub.HEAP)) {
            Fleet all = Fleet.make(lab, hub, count + 1);
            Fleet other = all.first(1);
            Fleet crowd = all.after(1);
            for (int round = 0; round < plan.rounds(); round++) {
                Path welcomes = welcomes(lab, hub, crowd);
                try (Child others = lab.fanload().begin(others(hub, other, plan))) {
                    // Until they are connected, settled and warm.
                    Waiting.pass(Duration.ofMillis(Math.round(plan.warm() * 1000) + 3000));
                    Path resumes = crowd.resumes(welcomes);
                    try (Fanload.Held back = lab.fanload().hold(together(hub, crowd, resumes))) {
                        telling.value(
                                "hub", "until all are back", "s", back.line().connectSeconds());
                        findings.raw("hub", "storm", back.line().json());
                        LoadLine meanwhile = lab.fanload().finish(others);
                        findings.raw("hub", "others", meanwhile.json());
                        telling.value("hub", "p99 of the others", "ms", meanwhile.p99Ms());
                        meanwhile.wrong().ifPresent(wrong -> telling.note("others: " + wrong));
                    }
                }
                parted(hub);
            }
        }
    }

    /** Connects all of them in good order, and parts. */
    private static Path welcomes(Lab lab, Hub hub, Fleet crowd) {
        Path welcomes = lab.fresh("welcomes");
        try (Fanload.Held held = lab.fanload()
                .hold(crowd(hub, crowd).with("--pub-msgs", crowd.hellos()).with("--save-first", welcomes))) {
            lab.say("%s: %,d devices connected in %.1f s"
                    .formatted(NAME, crowd.size(), held.line().connectSeconds()));
        }
        parted(hub);
        return welcomes;
    }

    private static Load together(Hub hub, Fleet crowd, Path resumes) {
        return crowd(hub, crowd).with("--pub-msgs", resumes).with("--connect-par", crowd.size());
    }

    private static Load crowd(Hub hub, Fleet crowd) {
        return Load.of(hub)
                .held(Duration.ofSeconds(40))
                .with("--pub-ready-frames", 1)
                .subscribers(0)
                .publishers(crowd.size());
    }

    /** They do not spin, since the storm's generator needs their core. */
    private static Load others(Hub hub, Fleet other, Plan plan) {
        return Load.of(hub)
                .reports()
                .rate(RATE)
                .with("--spin", 0)
                .with("--sub-msgs", other.watchers("state"))
                .with("--pub-msgs", other.hellos())
                .with("--ready-frames", 4)
                .with("--pub-ready-frames", 1)
                .subscribers(TERMINALS)
                .publishers(1)
                .lasting(plan.warm(), 600);
    }

    /** Waits until the hub has seen all devices go. */
    private static void parted(Hub hub) {
        boolean gone = Waiting.until(
                GONE,
                () -> hub.page("/metrics")
                        .lines()
                        .filter(line -> line.startsWith("hawser_devices_connected"))
                        .allMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) == 0));
        if (!gone) {
            throw new BenchFailure("the hub does not see its devices go");
        }
    }
}
