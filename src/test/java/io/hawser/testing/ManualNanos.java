package io.hawser.testing;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Monotonic time that passes only when a test says so. Safe for use by any thread. */
public final class ManualNanos implements LongSupplier {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private long now = Duration.ofDays(1).toNanos();
    private long reads;

    @Override
    public synchronized long getAsLong() {
        reads++;
        notifyAll();
        return now;
    }

    /** Lets time pass. */
    public synchronized void pass(Duration duration) {
        now += duration.toNanos();
    }

    /** Waits until somebody has looked at the time so often from now on. */
    public synchronized void awaitReads(int count) throws InterruptedException {
        long wanted = reads + count;
        long end = System.nanoTime() + LONGEST.toNanos();
        while (reads < wanted) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("nobody looks at the time");
            }
            wait(left);
        }
    }
}
