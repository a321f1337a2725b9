package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.proof.Evidence;
import io.hawser.ordeal.proof.Kept;
import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.rig.Redis;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Redis loses everything while all are connected. */
final class RedisWiped implements Ordeal {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "redis-wiped";
    }

    @Override
    public String title() {
        return "Load, then quiet until PostgreSQL has everything; Redis is killed, all its data removed, and started empty while everybody"
                + " stays connected; then load again. People log in anew, since log-ins live in Redis.";
    }

    @Override
    public String shows() {
        return "no fault, so that what PostgreSQL had is there; every device goes on under a new epoch, and every terminal is brought up to"
                + " date, by a snapshot or an unbroken chain.";
    }

    @Override
    public void run(Arena arena, Trial trial) {
        Redis redis = arena.stores().redis();
        String postgres = arena.stores().postgres().url();
        try (Load load = arena.load(trial)) {
            load.begin();
            Waiting.pass(trial.seconds(5, 1.5));
            load.settle();
            Load.Judged before = load.judge(postgres);
            trial.require(before.verdict().isClean(), "before anything happened: " + before.verdict());
            Map<String, Long> epochs = epochs(before.evidence());
            long wiped = System.currentTimeMillis();
            redis.kill();
            redis.wipe();
            redis.again();
            arena.loginAgain(load.people());
            long again = System.currentTimeMillis();
            load.begin();
            Arena.await("everybody back and served", BACK, () -> load.isServedSince(again));
            trial.figure("seconds until all are served", (System.currentTimeMillis() - again) / 1e3);
            Waiting.pass(trial.seconds(5, 1.5));
            load.settle();
            Load.Judged after = load.judge(postgres);
            trial.judge(after);
            Map<String, Long> now = epochs(after.evidence());
            long stale = epochs.entrySet().stream()
                    .filter(device -> now.getOrDefault(device.getKey(), 0L) <= device.getValue())
                    .count();
            trial.require(stale == 0, stale + " devices without a new epoch");
            long snapshots = after.evidence().notes().stream()
                    .filter(note -> note instanceof Note.Snapshot && note.at() > wiped)
                    .count();
            trial.figure("snapshots after the wipe", snapshots);
            trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
        }
    }

    private static Map<String, Long> epochs(Evidence evidence) {
        Map<String, Long> epochs = new HashMap<>();
        for (Kept entry : evidence.postgres()) {
            epochs.merge(entry.device(), entry.epoch(), Math::max);
        }
        return epochs;
    }
}
