package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.rig.HubNode;
import java.time.Duration;

/** Asks a hub whether it lives, ten times a second on a thread of its own, and keeps the longest answer. */
final class Probe {
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final HubNode hub;
    private final Thread thread = new Thread(this::ask, "probe");
    private volatile boolean over;
    private volatile double longest;

    private Probe(HubNode hub) {
        this.hub = hub;
    }

    static Probe start(HubNode hub) {
        Probe probe = new Probe(hub);
        probe.thread.setDaemon(true);
        probe.thread.start();
        return probe;
    }

    private void ask() {
        while (!over) {
            long begun = System.nanoTime();
            hub.status("/health/live");
            longest = Math.max(longest, (System.nanoTime() - begun) / 1e6);
            Waiting.pass(BETWEEN);
        }
    }

    /** Milliseconds that the longest answer took so far. */
    double longest() {
        return longest;
    }

    /** Asks no more; as {@link #longest}. */
    double end() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return longest;
    }
}
