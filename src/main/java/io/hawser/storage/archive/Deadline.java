package io.hawser.storage.archive;

import io.hawser.domain.Failure;
import java.time.Duration;
import java.util.function.LongSupplier;

/** By when a query must be done. */
final class Deadline {
    private final Duration time;
    private final LongSupplier nanos;
    private final long begun;

    Deadline(Duration time, LongSupplier nanos) {
        this.time = time;
        this.nanos = nanos;
        begun = nanos.getAsLong();
    }

    /** Fails when it has passed. */
    void check() {
        if (left() <= 0) {
            throw passed();
        }
    }

    /** Whole seconds that are left, at least one. */
    int seconds() {
        check();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (left() + 999_999_999) / 1_000_000_000));
    }

    /** {@code BAD_VALUE} at {@code /sql}. */
    Failure passed() {
        return Failure.invalid("sql", "takes longer than the " + time.toMillis() / 1000.0 + " s that it may");
    }

    private long left() {
        return time.toNanos() - (nanos.getAsLong() - begun);
    }
}
