package io.hawser.condition;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long something has to be the case before it counts, and for how long it has to be gone.
 *
 * @param hold zero: it counts at once
 * @param calm zero: it is over at once
 */
public record Lasting(Duration hold, Duration calm) {
    /** What becomes of it by what was heard; empty: nothing. */
    public Optional<Turn> heard(Phase phase, Verdict verdict, Instant at) {
        return switch (phase) {
            case CALM -> verdict == Verdict.HOLDS ? Optional.of(begun(at)) : Optional.empty();
            case PENDING -> verdict == Verdict.FAILS ? Optional.of(new Turn(Phase.CALM, null)) : Optional.empty();
            case RAISED -> verdict == Verdict.FAILS ? Optional.of(ended(at)) : Optional.empty();
            case CLEARING ->
                verdict == Verdict.HOLDS || verdict == Verdict.LASTS
                        ? Optional.of(new Turn(Phase.RAISED, null))
                        : Optional.empty();
        };
    }

    /** What it is when its time has come; empty where it was not waiting for any. */
    public static Optional<Phase> due(Phase phase) {
        return switch (phase) {
            case PENDING -> Optional.of(Phase.RAISED);
            case CLEARING -> Optional.of(Phase.CALM);
            case CALM, RAISED -> Optional.empty();
        };
    }

    private Turn begun(Instant at) {
        return hold.isZero() ? new Turn(Phase.RAISED, null) : new Turn(Phase.PENDING, at.plus(hold));
    }

    private Turn ended(Instant at) {
        return calm.isZero() ? new Turn(Phase.CALM, null) : new Turn(Phase.CLEARING, at.plus(calm));
    }

    /**
     * Where it is from now on.
     *
     * @param due when it goes on by itself; null: not before something is heard
     */
    public record Turn(Phase phase, @Nullable Instant due) {}
}
