package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import java.time.Duration;

/** The hub is killed under load and started again. */
final class KillHub implements Ordeal {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "kill-hub";
    }

    @Override
    public String title() {
        return "`kill -9` of the hub under load at a random moment, and a new start on the same stores.";
    }

    @Override
    public String shows() {
        return "no fault; every device and terminal comes back by resume, and none that had a cursor is sent a snapshot.";
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (Load load = arena.load(trial)) {
            load.begin();
            Waiting.pass(trial.between(trial.seconds(4, 1.5), trial.seconds(8, 2.5)));
            int waiting = load.waiting();
            long killed = System.currentTimeMillis();
            arena.hub().kill();
            trial.figure("reports on their way when it was killed", waiting);
            trial.figure("seconds from its start to ready", arena.hubAgain());
            long ready = System.nanoTime();
            Arena.await("everybody back", BACK, load::isBack);
            trial.figure("seconds from ready until all are back", (System.nanoTime() - ready) / 1e9);
            Waiting.pass(trial.seconds(4, 1));
            load.settle();
            Load.Judged judged = load.judge(arena.stores().postgres().url());
            trial.judge(judged);
            Comebacks.require(trial, judged.evidence(), killed);
            trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
        }
    }
}
