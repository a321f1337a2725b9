package io.hawser.edge.terminal;

/** So many a second, so many at once. For one thread. */
final class TokenBucket {
    private static final double SECOND = 1e9;

    private final double rate;
    private final double burst;
    private double tokens;
    private long filled;

    TokenBucket(int rate, int burst, long nanos) {
        this.rate = rate;
        this.burst = burst;
        tokens = burst;
        filled = nanos;
    }

    /** Takes one; false when there is none. */
    boolean take(long nanos) {
        tokens = Math.min(burst, tokens + (nanos - filled) / SECOND * rate);
        filled = nanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
