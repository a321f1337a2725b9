package io.hawser.history;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** What the live store wrote and the kept one has yet to take: at least once, in order within each device. */
public interface Outbox {
    /**
     * Reads the next entries of all shards, hands them to {@code keep} and, when that has succeeded, removes them. Entries that
     * another node read and never removed are taken over after a while. One that can't be read is set aside and holds up no
     * other.
     *
     * @param most how many at the most
     * @param keep takes what was read; it is removed once that has succeeded
     */
    Future<Drained> drain(int most, Function<List<HistoryStore.Kept>, Future<Void>> keep);

    /** How many entries wait, and how old the oldest is. */
    Future<Backlog> backlog();

    /** How many entries this node has set aside since it started; none by an outbox that reads everything. */
    default long refused() {
        return 0;
    }

    /**
     * What a drain did.
     *
     * @param entries how many were kept or set aside; 0 when there was nothing
     * @param more whether something is known to wait still
     */
    record Drained(int entries, boolean more) {
        /** Nothing was there. */
        public static final Drained NOTHING = new Drained(0, false);
    }

    /** What waits. */
    record Backlog(long entries, java.time.Duration age) {
        /** Up to which time all that was stored has been taken. */
        public Instant takenUntil(Instant now) {
            return entries == 0 ? now : now.minus(age).minusMillis(1);
        }
    }
}
