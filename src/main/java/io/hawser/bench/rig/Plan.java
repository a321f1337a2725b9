package io.hawser.bench.rig;

import java.time.Duration;
import java.util.List;

/**
 * How it is to be measured.
 *
 * @param rounds of each subject, in turn
 * @param seconds measured in each round
 * @param warm seconds of load before them, for the hub's compiler
 * @param size how many terminals or devices stand for the thousand of the goals; all numbers shrink with it
 * @param peers whether the brokers are measured too
 * @param javaOptions for the hub, over its usual ones
 */
public record Plan(
        int rounds, double seconds, double warm, int size, boolean peers, Cores cores, List<String> javaOptions) {
    /** @throws BenchFailure when something is out of bounds */
    public Plan {
        if (rounds < 1 || seconds <= 0 || warm < 0 || size < 10) {
            throw new BenchFailure(
                    "at least 1 round, more than 0 seconds, no negative time of warming up and 10 terminals");
        }
        javaOptions = List.copyOf(javaOptions);
    }

    public Duration measured() {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** As many as this in a run of the usual size. */
    public int of(int usual) {
        return Math.max(1, (int) Math.round(usual * (size / 1000.0)));
    }
}
