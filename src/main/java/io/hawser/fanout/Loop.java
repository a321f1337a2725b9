package io.hawser.fanout;

import java.time.Duration;

/** The event loop that an index lives on. */
public interface Loop {
    /** Monotonic time, in nanoseconds. */
    long nanos();

    /** Runs something on this loop after the delay. */
    void after(Duration delay, Runnable action);
}
