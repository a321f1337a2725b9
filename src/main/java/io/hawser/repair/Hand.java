package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.repair.Try.Outcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people do with a repair. Limits, windows and stops are for the hub: whoever begins something by hand knows why. Fails with
 * {@code VERSION_CONFLICT} where the stage does not allow it. Without any input or output.
 */
final class Hand {
    private final Course course;
    private final Hearing hearing;

    Hand(Course course, Hearing hearing) {
        this.course = course;
        this.hearing = hearing;
    }

    /** The place of the strategy that somebody chose; null: of the one whose turn it is. */
    static int place(Repair repair, @Nullable Integer chosen) {
        return chosen == null
                ? Math.min(repair.stage().strategy(), repair.plan().size() - 1)
                : chosen;
    }

    /** Begins a strategy; null: the one whose turn it is. */
    Optional<Decision> start(Case on, @Nullable Integer chosen, Outlook outlook, Actor by, Instant now) {
        Turn turn = turn(on, now);
        Stage at = turn.repair().stage();
        if (at instanceof Stage.Busy busy && busy.attempt() > 0) {
            throw conflict("A try is under way: stop it first.");
        }
        if (at instanceof Stage.Mending) {
            throw conflict("People work on it by a ticket.");
        }
        Plan plan = turn.repair().plan();
        int place = place(turn.repair(), chosen);
        if (!plan.has(place)) {
            throw Failure.invalid("/strategy", "must be from 0 to " + (plan.size() - 1));
        }
        Strategy strategy = plan.at(place);
        if (strategy.kind().isManual()) {
            course.opens(turn, place, by);
            return turn.done();
        }
        Asking asking = outlook.asking();
        if (asking.why() != Why.NONE || (strategy.asks() && asking.asked() == null)) {
            throw conflict(words(asking.why()));
        }
        if (strategy.needsDevice() && outlook.presence().status() != Presence.Status.ONLINE) {
            throw Failure.of(ErrorCode.DEVICE_OFFLINE, "The device is not there.");
        }
        return Deciding.begins(turn, new Stage.Waiting(place, now, Why.HAND, now), strategy, asking.asked(), by);
    }

    private static String words(Why why) {
        return switch (why) {
            case NOTHING_WANTED -> "Nothing is wanted of the device that it has not reported.";
            case NO_WISH -> "Nothing was wanted of the device before the fault that could be set back.";
            case WISH_CHANGED ->
                "What was wanted before the fault is wanted no longer, or the device has told otherwise since.";
            case UNSUPPORTED -> "The device's model no longer takes what was wanted before.";
            default -> "The fault has only just been found.";
        };
    }

    /** Leaves out the strategy whose turn it is, or ends the try that is under way: the next one's turn comes. */
    Optional<Decision> skip(Case on, Actor by, Instant now) {
        Turn turn = turn(on, now);
        Stage at = turn.repair().stage();
        if (at instanceof Stage.Mending || isManual(turn, at)) {
            throw conflict("People work on it by a ticket.");
        }
        int place = at.strategy();
        if (place >= turn.repair().plan().size() - 1) {
            throw conflict("There is no other strategy after this.");
        }
        if (at instanceof Stage.Busy busy && busy.attempt() > 0) {
            turn.end(busy.attempt(), Outcome.STOPPED, Why.BY_HAND);
        } else {
            turn.begin(place, by, Outcome.SKIPPED, Why.BY_HAND);
        }
        return turn.to(new Stage.Waiting(place + 1, now, Why.NEXT, now)).done();
    }

    /** Nothing goes on by itself any more. */
    Optional<Decision> stop(Case on, Instant now) {
        Turn turn = turn(on, now);
        Stage at = turn.repair().stage();
        if (at instanceof Stage.Mending || isManual(turn, at)) {
            throw conflict("People work on it by a ticket.");
        }
        if (at instanceof Stage.Busy busy) {
            turn.end(busy.attempt(), Outcome.STOPPED, Why.BY_HAND);
            return turn.to(busy.stopped(at.strategy(), Why.BY_HAND)).done();
        }
        return at instanceof Stage.Resting
                ? Optional.empty()
                : turn.to(new Stage.Resting(at.strategy(), Why.BY_HAND)).done();
    }

    /** It goes on by itself. */
    Optional<Decision> resume(Case on, Instant now) {
        Turn turn = turn(on, now);
        if (turn.repair().stage() instanceof Stage.Resting resting) {
            return turn.to(resting.go(resting.strategy(), now)).done();
        }
        throw conflict("It does not rest.");
    }

    private static boolean isManual(Turn turn, Stage at) {
        return at instanceof Stage.Busy busy
                && busy.attempt() > 0
                && turn.strategy(at.strategy()).kind().isManual();
    }

    /** A fault that was found this moment, and that nobody has looked at yet, has its plan from now on. */
    private Turn turn(Case on, Instant now) {
        if (on.fault().isResolved()) {
            throw conflict("The fault is resolved already.");
        }
        Repair known = on.facts() == null ? null : on.repair();
        Repair repair = known != null
                ? known
                : hearing.heard(on, now)
                        .map(Decision::repair)
                        .orElseThrow(() -> conflict("Nothing is done about this fault by itself."));
        return new Turn(on, repair, now);
    }

    private static Failure conflict(String words) {
        return Failure.of(ErrorCode.VERSION_CONFLICT, words);
    }
}
