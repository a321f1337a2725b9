package io.hawser.repair;

import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a try by what the device does. Without any input or output. */
final class Proving {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration WHILE = Duration.ofSeconds(15);

    private final Course course;

    Proving(Course course) {
        this.course = course;
    }

    /** The device was told something. */
    Optional<Decision> sent(Turn turn, Stage.Acting at, CommandId command, Instant expires) {
        return turn.to(at.sent(command, expires)).done();
    }

    /** The same of a probe. */
    Optional<Decision> sent(Turn turn, Stage.Probing at, CommandId command) {
        return turn.to(at.sent(command)).done();
    }

    /** A command of the try has ended. */
    Optional<Decision> told(Turn turn, Stage.Acting at, CommandStatus end) {
        boolean silent = end == CommandStatus.EXPIRED || end == CommandStatus.UNKNOWN;
        boolean restarts = turn.strategy(at.strategy()).kind() == Strategy.Kind.RESTART;
        if (end == CommandStatus.DONE) {
            return done(turn, at);
        }
        if (silent && restarts) {
            // Whoever switches off at once has no time to say so.
            return probes(turn, at, true);
        }
        course.failed(turn, at, silent ? Why.NO_ANSWER : Why.REFUSED);
        return turn.done();
    }

    /** A part of the try is done. */
    Optional<Decision> done(Turn turn, Stage.Acting at) {
        Strategy strategy = turn.strategy(at.strategy());
        int next = at.action() + 1;
        return next < strategy.actions().size()
                ? turn.to(at.next(turn.now(), strategy.actions().get(next).within()))
                        .done()
                : probes(turn, at, false);
    }

    private static Optional<Decision> probes(Turn turn, Stage.Acting at, boolean anew) {
        Duration within = turn.strategy(at.strategy()).probe().within();
        return turn.to(at.probe(anew, turn.now(), within)).done();
    }

    /** The device could not be told. */
    Optional<Decision> missed(Turn turn, Stage.Acting at, Why why) {
        turn.end(at.attempt(), Try.Outcome.SKIPPED, why);
        return turn.to(at.again(why, turn.now()).longer(why, turn.now().plus(WHILE)))
                .done();
    }

    /** The try has gone wrong. */
    Optional<Decision> failed(Turn turn, Stage.Busy at, Why why) {
        course.failed(turn, at, why);
        return turn.done();
    }

    /** The device has shown what it was to show. */
    Optional<Decision> passed(Turn turn, Stage.Probing at) {
        Strategy strategy = turn.strategy(at.strategy());
        course.soaks(turn, at.soak(strategy.probe().isProof(), turn.now(), strategy.soak()));
        return turn.done();
    }

    /** Whether a device that only has to be there has shown that; empty: not yet. */
    static Optional<Boolean> there(Stage.Probing at, Presence presence, Instant now) {
        boolean online = presence.status() == Presence.Status.ONLINE;
        boolean back = !presence.since().isBefore(at.since());
        if (online && (back || !at.anew())) {
            return Optional.of(true);
        }
        return now.isBefore(at.until()) ? Optional.empty() : Optional.of(false);
    }

    /** The time of the soak is over. */
    Optional<Decision> settled(Turn turn, Stage.Soaking at, Presence presence) {
        Instant clearing = turn.facts().clearing();
        if (turn.facts().raised() && !at.proven()) {
            course.failed(turn, at, Why.STILL_THERE);
        } else if (clearing != null && !at.proven()) {
            Instant end = clearing.isAfter(turn.now()) ? clearing : turn.now();
            turn.to(at.longer(end.plus(MOMENT)));
        } else if (at.attempt() > 0 && !at.proven() && presence.status() == Presence.Status.OFFLINE) {
            course.failed(turn, at, Why.NOT_SHOWN);
        } else {
            course.resolved(turn, at);
        }
        return turn.done();
    }
}
