package io.hawser.ordeal;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.rig.Redis;
import java.time.Duration;

/** The publish/subscribe links of two nodes, as their Redis counts them. */
final class NodeLinks {
    /** What the contract allows. */
    private static final double REVIVED_SECONDS = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NODES = 2;

    private final Redis redis;
    private final int devices;

    /** @param devices that somebody watches all the time */
    NodeLinks(Redis redis, int devices) {
        this.redis = redis;
        this.devices = devices;
    }

    /** Waits until both nodes hear each other and all the devices. */
    void await() {
        Arena.await("the nodes hear each other", PATIENCE, this::stand);
    }

    /** What must come true within 5 s of this moment. */
    void revive(Trial trial, String after) {
        long begun = System.nanoTime();
        Waiting.until(PATIENCE, this::stand);
        double seconds = (System.nanoTime() - begun) / 1e9;
        trial.figure("seconds until publish/subscribe links are revived after " + after, seconds);
        trial.require(
                seconds <= REVIVED_SECONDS,
                "publish/subscribe links were revived only " + seconds + " s after " + after);
    }

    private boolean stand() {
        try {
            Redis.Heard heard = redis.heard();
            return heard.nodes() >= NODES && heard.devices() >= devices;
        } catch (BenchFailure notYet) {
            return false;
        }
    }
}
