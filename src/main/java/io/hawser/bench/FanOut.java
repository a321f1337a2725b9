package io.hawser.bench;

import io.hawser.bench.result.Findings;
import io.hawser.bench.rig.Broker;
import io.hawser.bench.rig.Fanload;
import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Load;
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Devices that report to terminals that all watch all of them, at the hub and at brokers in turn.
 *
 * @param publishers devices, or clients that publish to one subject or topic
 * @param pace how fast
 * @param rehearsed whether the hub is first loaded as fast as it goes, so that a slow pace meets compiled code, as it does in a hub that
 *     runs for longer than a measurement
 * @param reading which figures of a run count
 */
record FanOut(
        String scenario,
        int publishers,
        List<Broker.Kind> peers,
        UnaryOperator<Load> pace,
        boolean rehearsed,
        Reading reading) {
    static final String REHEARSAL =
            " Before the first round the hub is loaded for a while as fast as it goes, since at this pace Java"
                    + " would compile it for longer than the measurement lasts.";

    /** Brokers are written in languages that need no long warming up. */
    private static final double PEER_WARM = 3;

    /** How many reports are on their way then. */
    private static final int AT_FULL_RATE = 64;

    /** Takes from a run what counts. */
    @FunctionalInterface
    interface Reading {
        void of(Telling telling, String subject, Fanload.Run run);

        static void deliveries(Telling telling, String subject, Fanload.Run run) {
            telling.value(subject, "deliveries", "1/s", run.line().deliveries(), run.disturbed());
        }

        static void latency(Telling telling, String subject, Fanload.Run run) {
            telling.value(subject, "p50", "ms", run.line().p50Ms(), run.disturbed());
            telling.value(subject, "p99", "ms", run.line().p99Ms(), run.disturbed());
        }
    }

    void run(Lab lab, Findings findings) {
        Plan plan = lab.plan();
        Telling telling = new Telling(scenario, lab, findings);
        List<Broker.Kind> present = present(plan, telling);
        try (Hub hub = Hub.start(lab, Hub.HEAP)) {
            Fleet fleet = Fleet.make(lab, hub, publishers);
            if (rehearsed) {
                lab.fanload()
                        .measure(
                                () -> atHub(hub, fleet, plan, load -> load.window(AT_FULL_RATE)),
                                plan.warm(),
                                plan.seconds(),
                                hub);
            }
            for (int round = 0; round < plan.rounds(); round++) {
                Fanload.Run run =
                        lab.fanload().measure(() -> atHub(hub, fleet, plan, pace), plan.warm(), plan.seconds(), hub);
                tell(telling, "hub", run);
                // It has to part with its terminals before it stands still.
                Waiting.pass(Duration.ofSeconds(1));
                hub.pause();
                for (Broker.Kind kind : present) {
                    try (Broker broker = Broker.start(lab, kind)) {
                        double warm = Math.min(PEER_WARM, plan.warm());
                        tell(
                                telling,
                                kind.subject(),
                                lab.fanload().measure(() -> common(broker.load(), plan, pace), warm, plan.seconds()));
                    }
                }
                hub.resume();
            }
        }
    }

    private List<Broker.Kind> present(Plan plan, Telling telling) {
        if (!plan.peers()) {
            telling.note("the brokers were left out");
            return List.of();
        }
        peers.stream()
                .filter(kind -> !kind.isThere())
                .forEach(kind -> telling.note(kind.subject() + " was left out: there is no " + kind.program()
                        + " (apt install " + kind.program() + ")"));
        return peers.stream().filter(Broker.Kind::isThere).toList();
    }

    private void tell(Telling telling, String subject, Fanload.Run run) {
        telling.run(subject, "fan-out", run);
        reading.of(telling, subject, run);
    }

    private Load atHub(Hub hub, Fleet fleet, Plan plan, UnaryOperator<Load> how) {
        // Before it is synced, a terminal has a welcome, its subscription and a snapshot of each device.
        return common(Load.of(hub), plan, how)
                .reports()
                .with("--sub-msgs", fleet.watchers("state"))
                .with("--pub-msgs", fleet.hellos())
                .with("--ready-frames", 3 + publishers)
                .with("--pub-ready-frames", 1)
                .with("--settle", 2);
    }

    private Load common(Load load, Plan plan, UnaryOperator<Load> how) {
        return how.apply(load.subscribers(plan.size()).publishers(publishers));
    }
}
