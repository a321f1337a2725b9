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
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.RelayProcess;
import java.util.List;

/** Commands from terminals to devices and their ends back to the terminals. */
final class Commands implements Scenario {
    private static final String NAME = "commands";
    private static final String ECHO = "bare echo";
    private static final String ANSWER = "{\"type\":\"result\",\"command\":\"@COMMAND@\",\"ok\":true}";
    private static final String MANY = "with 200 on their way";
    private static final String ONE = "one at a time";

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "200 terminals command one device each",
                "From the terminal's command to the change that tells the terminal of its end by the device's word; each step is stored."
                        + " The bare echo is a Vert.x relay on the same core that carries a frame to the device and its answer back, and"
                        + " does nothing else.",
                List.of(
                        Goal.atLeast(
                                "round trips against reports",
                                median(NAME, "hub", "round trips").over(median(Reports.NAME, "hub", Reports.DELIVERED)),
                                0.5,
                                "×"),
                        Goal.atMost(
                                "p50 against the bare echo, one at a time",
                                median(NAME, "hub", "p50 " + ONE).over(median(NAME, ECHO, "p50 " + ONE)),
                                3,
                                "×"),
                        Goal.atMost(
                                "p50 against the bare echo, 200 on their way",
                                median(NAME, "hub", "p50 " + MANY).over(median(NAME, ECHO, "p50 " + MANY)),
                                3,
                                "×")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(NAME, lab, findings);
        try (Hub hub = Hub.start(lab, Hub.HEAP);
                RelayProcess relay = RelayProcess.start(lab, Hub.HEAP)) {
            Fleet fleet = Fleet.make(lab, hub, plan.of(200));
            for (int round = 0; round < plan.rounds(); round++) {
                for (boolean one : new boolean[] {false, true}) {
                    int window = one ? 1 : fleet.size();
                    tell(
                            telling,
                            "hub",
                            one,
                            lab.fanload()
                                    .measure(() -> atHub(hub, fleet).window(window), plan.warm(), plan.seconds(), hub));
                    hub.pause();
                    tell(
                            telling,
                            ECHO,
                            one,
                            lab.fanload()
                                    .measure(() -> atRelay(relay, fleet).window(window), plan.warm(), plan.seconds()));
                    hub.resume();
                }
            }
        }
    }

    private static void tell(Telling telling, String subject, boolean one, Fanload.Run run) {
        String how = one ? ONE : MANY;
        telling.run(subject, how, run);
        if (!one) {
            telling.value(subject, "round trips", "1/s", run.line().deliveries(), run.disturbed());
        }
        telling.value(subject, "p50 " + how, "ms", run.line().p50Ms(), run.disturbed());
    }

    private static Load atHub(Hub hub, Fleet fleet) {
        return common(Load.of(hub), fleet)
                .with(
                        "--ask",
                        "{\"type\":\"command\",\"id\":\"@SEQ@\",\"device\":\"@KEY@\",\"name\":\"set\",\"args\":{\"x\":@DATA@}}")
                .with("--mark", "\"status\":\"done\"")
                .with("--sub-msgs", fleet.partners("command"))
                .with("--pub-msgs", fleet.hellos())
                .with("--ready-frames", 4)
                .with("--pub-ready-frames", 1);
    }

    /** Its frames carry the command's id from the start, which at the hub is given by the hub. */
    private static Load atRelay(RelayProcess relay, Fleet fleet) {
        return common(relay.load(), fleet)
                .with(
                        "--ask",
                        "{\"type\":\"command\",\"command\":\"@SEQ@\",\"device\":\"@KEY@\",\"name\":\"set\",\"args\":{\"x\":@DATA@}}")
                .with("--mark", "\"name\":\"set\"")
                .with("--sub-path", "/terminal/@I@")
                .with("--pub-path", "/device/@I@");
    }

    private static Load common(Load load, Fleet fleet) {
        return load.with("--keys", fleet.keys())
                .with("--answer", ANSWER)
                .subscribers(fleet.size())
                .publishers(fleet.size());
    }
}
