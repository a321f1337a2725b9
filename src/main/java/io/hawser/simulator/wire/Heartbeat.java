package io.hawser.simulator.wire;

import io.vertx.core.Vertx;

/**
 * Keeps a connection alive and notices when it is dead. Each half heartbeat without a word of ours one ping is said; when the
 * other side says nothing for one and a half heartbeats though it was asked, the connection is dead. For one event loop.
 */
final class Heartbeat {
    private static final int SILENT_TICKS = 3;

    private final Vertx vertx;
    private final Runnable ping;
    private final Runnable dead;
    private long timer = -1;
    private int silentTicks;
    private boolean spoke;

    Heartbeat(Vertx vertx, Runnable ping, Runnable dead) {
        this.vertx = vertx;
        this.ping = ping;
        this.dead = dead;
    }

    /** Begins to beat, in the heartbeat that the hub wants. */
    void start(long heartbeatMillis) {
        stop();
        timer = vertx.setPeriodic(Math.max(1, heartbeatMillis / 2), tick -> tick());
    }

    /** The connection is gone. */
    void stop() {
        vertx.cancelTimer(timer);
        silentTicks = 0;
        spoke = false;
    }

    /** A frame came. */
    void heard() {
        silentTicks = 0;
    }

    /** A frame went. */
    void spoke() {
        spoke = true;
    }

    private void tick() {
        if (++silentTicks > SILENT_TICKS) {
            stop();
            dead.run();
            return;
        }
        // Also after a word of ours that the hub need not answer: only an answer shows that it lives.
        if (!spoke || silentTicks > 1) {
            ping.run();
        }
        spoke = false;
    }
}
