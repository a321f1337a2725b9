package io.hawser.edge.socket;

import java.util.function.LongSupplier;

/** Counts what comes in each second. For one thread. */
public final class PerSecond {
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private long second;
    private int count;

    /** @param nanos monotonic time */
    public PerSecond(LongSupplier nanos) {
        this.nanos = nanos;
        second = nanos.getAsLong() / SECOND;
    }

    /** One more; how many that makes in this second. */
    public int count() {
        long now = nanos.getAsLong() / SECOND;
        if (now != second) {
            second = now;
            count = 0;
        }
        return ++count;
    }
}
