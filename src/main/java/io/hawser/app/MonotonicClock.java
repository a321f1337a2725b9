package io.hawser.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that nobody can set: the host's time at the start, and from then on what has truly passed. Where the host's clock
 * runs away from it, by a correction or a jump, this one follows at one part in twenty, so that no session ends and no
 * token lives on because somebody moved a hand; it never goes back. Safe for use by any thread.
 */
public final class MonotonicClock extends Clock {
    /** Of each passed span, the part that may go into the correction. */
    private static final int SLOWNESS = 20;

    private final LongSupplier wallNanos;
    private final LongSupplier passedNanos;
    private long lastPassed;
    private long now;

    public MonotonicClock() {
        this(() -> nanos(Instant.now()), System::nanoTime);
    }

    /**
     * @param wallNanos the host's time, nanoseconds since the epoch
     * @param passedNanos a count of nanoseconds that only passing time moves
     */
    MonotonicClock(LongSupplier wallNanos, LongSupplier passedNanos) {
        this.wallNanos = wallNanos;
        this.passedNanos = passedNanos;
        lastPassed = passedNanos.getAsLong();
        now = wallNanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long passed = passedNanos.getAsLong();
        long span = Math.max(0, passed - lastPassed);
        lastPassed = passed;
        long ahead = wallNanos.getAsLong() - (now + span);
        long most = span / SLOWNESS;
        now += span + Math.max(-most, Math.min(most, ahead));
        return Instant.ofEpochSecond(Math.floorDiv(now, 1_000_000_000L), Math.floorMod(now, 1_000_000_000L));
    }

    /** Goes on from this moment, should it not have come yet; the host's clock is waited for as after a jump. */
    synchronized void notBefore(Instant least) {
        now = Math.max(nanos(instant()), nanos(least));
    }

    /** Begins anew with the host's time, should that be later; only before anybody has asked for the time. */
    synchronized void restart() {
        lastPassed = passedNanos.getAsLong();
        now = Math.max(now, wallNanos.getAsLong());
    }

    /** The host's time, be it right or wrong. */
    Instant host() {
        long host = wallNanos.getAsLong();
        return Instant.ofEpochSecond(Math.floorDiv(host, 1_000_000_000L), Math.floorMod(host, 1_000_000_000L));
    }

    /** How far the host's clock is ahead of this one; negative where it is behind. */
    Duration ahead() {
        return Duration.between(instant(), host());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the hub's time has no zone but UTC");
    }

    /** Nanoseconds since the epoch. */
    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
