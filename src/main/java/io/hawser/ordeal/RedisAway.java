package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.rig.HubNode;
import io.hawser.ordeal.rig.Redis;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Redis stands still, is restarted, and is killed, one after the other under load. */
final class RedisAway implements Ordeal {
    private static final Duration RECOVERS = Duration.ofSeconds(30);
    private static final double MOST_BLOCKED_MS = 1_000;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String title() {
        return "Redis under load, with a second node that nobody is at: SIGSTOP for 30 s (8 s in the short form, since the hub gives a call 5 s), then a restart, then `kill -9` and a new start on its log"
                + " (`appendfsync always`).";
    }

    @Override
    public String shows() {
        return "no fault, so no false acknowledgement; meanwhile writes answer 503 `UNAVAILABLE`, the hub answers its liveness within a"
                + " second and reports no blocked event loop; afterwards all goes on by itself, and publish/subscribe links are revived within 5 s.";
    }

    @Override
    public void run(Arena arena, Trial trial) {
        Redis redis = arena.stores().redis();
        try (HubNode other = arena.another(256, redis.url());
                Load load = arena.load(trial)) {
            other.start();
            NodeLinks links = new NodeLinks(redis, load.devices().size());
            load.begin();
            links.await();
            Waiting.pass(trial.between(trial.seconds(2, 1), trial.seconds(4, 2)));
            String device = load.devices().get(0);
            redis.freeze();
            Probe probe = Probe.start(arena.hub());
            Refusals refusals = new Refusals();
            refusals.during(
                    trial.seconds(30, 8),
                    Duration.ofMillis(200),
                    () -> arena.root().call(HttpMethod.PATCH, "/devices/" + device + "/desired", wish(trial)));
            redis.thaw();
            links.revive(trial, "standing still");
            refusals.tell(trial, "Redis stood still");
            trial.figure("longest answer of /health/live while Redis stood still, ms", probe.end());
            trial.require(probe.longest() < MOST_BLOCKED_MS, "liveness took " + probe.longest() + " ms");
            back(trial, load, "standing still");

            Waiting.pass(trial.seconds(3, 0.5));
            redis.stop();
            redis.again();
            links.revive(trial, "a restart");
            back(trial, load, "a restart");

            Waiting.pass(trial.between(trial.seconds(2, 0.5), trial.seconds(4, 1)));
            redis.kill();
            Waiting.pass(trial.between(Duration.ZERO, trial.seconds(3, 0.5)));
            redis.again();
            links.revive(trial, "kill -9");
            back(trial, load, "kill -9");

            Waiting.pass(trial.seconds(2, 0.5));
            load.settle();
            trial.judge(load.judge(arena.stores().postgres().url()));
            trial.require(!arena.hub().log().contains("has been blocked"), "the hub's log tells of a blocked thread");
            trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
        }
    }

    private static JsonObject wish(Trial trial) {
        return new JsonObject().put("wish", trial.random().nextInt(1000));
    }

    /** Until every device has an acknowledgement of what it sent from now on. */
    private static void back(Trial trial, Load load, String after) {
        long begun = System.currentTimeMillis();
        Arena.await("everybody back and served after " + after, RECOVERS, () -> load.isServedSince(begun));
        trial.figure("seconds until all are served after " + after, (System.currentTimeMillis() - begun) / 1e3);
    }
}
