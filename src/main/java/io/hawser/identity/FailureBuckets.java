package io.hawser.identity;

import java.time.Duration;

/** Two token buckets of failures, one of a minute and one of an hour, that fill up evenly. Safe for use by any thread. */
final class FailureBuckets {
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();
    private static final double HOUR = Duration.ofHours(1).toMillis();
    private static final int MINUTES = 6;

    private double spentOfMinute;
    private double spentOfHour;
    private long at;

    FailureBuckets(long now) {
        at = now;
    }

    /** How long until another failure would be affordable; zero when one is. */
    synchronized Duration pause(int attempts, long now) {
        refill(attempts, now);
        double minute = (spentOfMinute + 1 - attempts) * MINUTE / attempts;
        double hour = (spentOfHour + 1 - attempts * MINUTES) * HOUR / (attempts * MINUTES);
        return Duration.ofMillis((long) Math.ceil(Math.max(0, Math.max(minute, hour))));
    }

    /** One failure. Those in flight at once may overdraw a little, which the pause then pays back. */
    synchronized void spend(int attempts, long now) {
        refill(attempts, now);
        spentOfMinute++;
        spentOfHour++;
    }

    private void refill(int attempts, long now) {
        long passed = Math.max(0, now - at);
        at = Math.max(at, now);
        spentOfMinute = Math.max(0, spentOfMinute - passed * attempts / MINUTE);
        spentOfHour = Math.max(0, spentOfHour - passed * attempts * MINUTES / HOUR);
    }
}
