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
import io.hawser.bench.rig.RelayProcess;
import io.hawser.bench.rig.Waiting;
import java.time.Duration;
import java.util.List;

/** What sessions cost that only say that they live. */
final class Idle implements Scenario {
    private static final String NAME = "idle";
    private static final String BARE = "bare pongs";
    private static final int DEVICES = 50_000;
    private static final Duration REST = Duration.ofSeconds(10);
    private static final int STRETCH = 10;

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "50,000 idle devices, a ping of each every 30 s",
                "CPU of the hub and its Redis, in percent of a core, over ten times the usual seconds; the bare pongs are a Vert.x server"
                        + " that answers the same pings and does nothing else. Where a process may not open so many files, fewer are"
                        + " held, and what they cost beyond the hub without any is told for 50,000.",
                List.of(Goal.atMost(
                        "beyond the pings themselves",
                        median(NAME, "hub", "hub and Redis").minus(median(NAME, BARE, "server")),
                        8,
                        "% of a core")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Telling telling = new Telling(NAME, lab, findings);
        int usual = lab.plan().of(DEVICES);
        int count = Crowd.most(lab, telling, usual);
        double times = (double) usual / count;
        Duration time = lab.plan().measured().multipliedBy(STRETCH);
        try (Hub hub = Hub.start(lab, Crowd.HEAP)) {
            Fleet fleet = Fleet.make(lab, hub, count);
            Waiting.pass(REST);
            List<List<Long>> processes = List.of(List.of(hub.pid()), hub.redis());
            double[] none = Cost.cores(processes, time);
            try (Fanload.Held held = lab.fanload().hold(Crowd.devices(hub, fleet))) {
                findings.raw("hub", "held", held.line().json());
                Waiting.pass(REST);
                double[] cores = Cost.cores(processes, time);
                double alone = 100 * (none[0] + none[1]);
                double hubs = 100 * (none[0] + times * (cores[0] - none[0]));
                double stores = 100 * (none[1] + times * (cores[1] - none[1]));
                telling.value("hub", "hub and Redis without any", "% of a core", alone);
                telling.value("hub", "hub", "% of a core", hubs);
                telling.value("hub", "hub and Redis", "% of a core", hubs + stores);
            }
        }
        try (RelayProcess relay = RelayProcess.start(lab, Crowd.HEAP);
                Fanload.Held held = lab.fanload().hold(bare(relay, count))) {
            findings.raw(BARE, "held", held.line().json());
            Waiting.pass(REST);
            double[] cores = Cost.cores(List.of(List.of(relay.pid())), time);
            telling.value(BARE, "server", "% of a core", 100 * times * cores[0]);
        }
    }

    private static Load bare(RelayProcess relay, int count) {
        return relay.load()
                .held(Duration.ofMinutes(30))
                .with("--pub-path", "/ping/@I@")
                .with("--ping", 30)
                .subscribers(0)
                .publishers(count);
    }
}
