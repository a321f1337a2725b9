package io.hawser.simulator;

import java.util.concurrent.atomic.AtomicLong;

/** What simulated devices have done so far; safe for use by any thread. */
public final class Tally {
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();

    /** Reports that the hub has stored. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Reports that the hub will never store. */
    public long refused() {
        return refused.get();
    }

    /** Commands that came. */
    public long commands() {
        return commands.get();
    }

    void addAcknowledged() {
        acknowledged.incrementAndGet();
    }

    void addRefused() {
        refused.incrementAndGet();
    }

    void addCommand() {
        commands.incrementAndGet();
    }
}
