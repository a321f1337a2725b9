package io.hawser.repair;

import io.hawser.domain.CommandId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a repair is. Each stage has the ways out of it that there are, and no others. {@code strategy} is its place in the plan, from 0;
 * {@code attempt} the try that is under way, from 1.
 */
public sealed interface Stage {
    /** The strategy that it is about: whose turn it is, or which is tried. */
    int strategy();

    /** When it is to be looked at again, whatever is heard; null: not before something is heard. */
    @Nullable Instant due();

    /** Whether the hub is doing something with the device at this moment. */
    sealed interface Busy extends Stage {
        int attempt();

        /** It did not help: the turn comes to the same once more, or to the next. */
        default Waiting failed(int next, Why why, Instant now) {
            return new Waiting(next, now, why, now);
        }

        /** Somebody does not want it to go on. */
        default Resting stopped(int next, Why why) {
            return new Resting(next, why);
        }
    }

    /**
     * A strategy's turn has come, or will have.
     *
     * @param since since when
     * @param why what it waits for
     */
    record Waiting(int strategy, Instant since, Why why, Instant look) implements Stage {
        @Override
        public Instant due() {
            return look;
        }

        Acting begin(int attempt, Instant now, Duration within) {
            return new Acting(attempt, strategy, 0, null, now, now.plus(within));
        }

        /** Something is in its way. */
        Waiting longer(Why reason, Instant next) {
            return new Waiting(strategy, since, reason, next);
        }

        /** It can't be done: the next one's turn has come. */
        Waiting skip(Instant now) {
            return new Waiting(strategy + 1, now, Why.NEXT, now);
        }

        Resting rest(Why reason) {
            return new Resting(strategy, reason);
        }

        Mending mend(int attempt, int manual) {
            return new Mending(attempt, manual);
        }

        /** It has come right by itself, as it seems. */
        Soaking soak(Instant now, Duration soak) {
            return new Soaking(0, strategy, false, now, now.plus(soak));
        }
    }

    /**
     * A try of an automatic strategy is under way.
     *
     * @param action the part of it that is
     * @param command what the device was told; null: not yet, or nothing
     * @param since when the try began
     * @param until when the part must have ended
     */
    record Acting(
            int attempt, int strategy, int action, @Nullable CommandId command, Instant since, Instant until)
            implements Busy {
        @Override
        public Instant due() {
            return until;
        }

        Acting sent(CommandId told, Instant end) {
            return new Acting(attempt, strategy, action, told, since, end);
        }

        Acting next(Instant now, Duration within) {
            return new Acting(attempt, strategy, action + 1, null, since, now.plus(within));
        }

        /** @param anew whether the device has to come back first */
        Probing probe(boolean anew, Instant now, Duration within) {
            return new Probing(attempt, strategy, null, anew, since, now.plus(within));
        }

        /** The device went away before it was told: the try does not count. */
        Waiting again(Why why, Instant now) {
            return new Waiting(strategy, now, why, now);
        }
    }

    /**
     * The device is to show that it helped.
     *
     * @param anew whether it must have come back since the try began
     */
    record Probing(int attempt, int strategy, @Nullable CommandId command, boolean anew, Instant since, Instant until)
            implements Busy {
        @Override
        public Instant due() {
            return until;
        }

        Probing sent(CommandId told) {
            return new Probing(attempt, strategy, told, anew, since, until);
        }

        Soaking soak(boolean proven, Instant now, Duration soak) {
            return new Soaking(attempt, strategy, proven, now, now.plus(soak));
        }

        /** Of people's work: it goes on. */
        Mending back() {
            return new Mending(attempt, strategy);
        }
    }

    /**
     * It seems to have helped, which has to last.
     *
     * @param attempt 0: the fault went away while nothing was tried
     * @param proven whether the device has shown more than that it is there
     */
    record Soaking(int attempt, int strategy, boolean proven, Instant since, Instant until) implements Busy {
        @Override
        public Instant due() {
            return until;
        }

        Soaking longer(Instant end) {
            return new Soaking(attempt, strategy, proven, since, end);
        }

        Mending back() {
            return new Mending(attempt, strategy);
        }
    }

    /** Nothing goes on before somebody says so. */
    record Resting(int strategy, Why why) implements Stage {
        @Override
        public @Nullable Instant due() {
            return null;
        }

        Waiting go(int next, Instant now) {
            return new Waiting(next, now, Why.NEXT, now);
        }

        Mending mend(int attempt, int manual) {
            return new Mending(attempt, manual);
        }

        Soaking soak(Instant now, Duration soak) {
            return new Soaking(0, strategy, false, now, now.plus(soak));
        }
    }

    /** People work on it. */
    record Mending(int attempt, int strategy) implements Stage {
        @Override
        public @Nullable Instant due() {
            return null;
        }

        /** They say that it is done. */
        Probing verify(Instant now, Duration within) {
            return new Probing(attempt, strategy, null, false, now, now.plus(within));
        }

        /** The device says so. */
        Soaking shown(Instant now, Duration soak) {
            return new Soaking(attempt, strategy, false, now, now.plus(soak));
        }
    }

    /** The fault is over. */
    record Over(int strategy) implements Stage {
        @Override
        public @Nullable Instant due() {
            return null;
        }
    }
}
