package io.hawser.repair;

import io.hawser.domain.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try of a strategy, and what came of it.
 *
 * @param number from 1 within the fault
 * @param strategy its place in the plan
 * @param name of the strategy
 * @param by who began it
 * @param asked what it asks of the device; null: it is not about what is wanted of it
 */
public record Try(
        int number,
        int strategy,
        String name,
        Strategy.Kind kind,
        Actor by,
        Instant begun,
        @Nullable Instant ended,
        Outcome outcome,
        Why why,
        @Nullable Asked asked) {
    /** What came of it. */
    public enum Outcome {
        RUNNING,
        /** The device has shown that it works, or somebody answered for it. */
        FIXED,
        FAILED,
        /** It was not its turn after all, or it could not be done. */
        SKIPPED,
        /** Somebody did not want it to go on. */
        STOPPED,
        /** The fault ended otherwise meanwhile. */
        OVERTAKEN
    }

    Try end(Outcome how, Why reason, Instant at) {
        return new Try(number, strategy, name, kind, by, begun, at, how, reason, asked);
    }
}
