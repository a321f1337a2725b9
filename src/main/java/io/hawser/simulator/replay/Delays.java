package io.hawser.simulator.replay;

import java.util.Arrays;
import java.util.Locale;

/** A collection of durations that can tell its percentiles. Not safe for use by several threads. */
final class Delays {
    private long[] nanos = new long[1024];
    private int count;

    void add(long delay) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = delay;
    }

    /** Takes in all of another's. */
    void addAll(Delays other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    /** For people: median, 99th percentile and greatest. */
    String summary() {
        if (count == 0) {
            return "none";
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "median %s, 99 %% within %s, longest %s",
                millis(sorted[count / 2]),
                millis(sorted[(int) (count * 0.99)]),
                millis(sorted[count - 1]));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
