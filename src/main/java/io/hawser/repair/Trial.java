package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.Command;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes a repair one step on: does what is to be done, or looks what has come of it. */
final class Trial {
    private static final int VALUES = 20;

    private final RepairStore store;
    private final Performer performer;
    private final Asker asker;
    private final Decisions decisions;
    private final Deciding deciding;
    private final Proving proving;
    private final Clock clock;

    Trial(
            RepairStore store,
            Performer performer,
            Asker asker,
            Decisions decisions,
            Deciding deciding,
            Proving proving,
            Clock clock) {
        this.store = store;
        this.performer = performer;
        this.asker = asker;
        this.decisions = decisions;
        this.deciding = deciding;
        this.proving = proving;
        this.clock = clock;
    }

    /** What becomes of it by what there is to be found; the same when nothing does. */
    Future<Optional<Repair>> next(Repair repair) {
        Stage stage = repair.stage();
        if (stage instanceof Stage.Waiting waiting) {
            return outlook(repair, waiting)
                    .compose(outlook ->
                            decisions.decided(repair, on -> deciding.decide(on, waiting, outlook, clock.instant())));
        }
        if (stage instanceof Stage.Soaking soaking) {
            return performer
                    .presence(repair.device())
                    .compose(presence -> decisions.decided(
                            repair, turn -> proving.settled(turn, soaking, presence), clock.instant()));
        }
        if (stage instanceof Stage.Acting acting) {
            return act(
                    repair,
                    acting,
                    repair.plan().at(acting.strategy()).actions().get(acting.action()));
        }
        return stage instanceof Stage.Probing probing
                ? probe(repair, probing, repair.plan().at(probing.strategy()).probe())
                : Future.succeededFuture(Optional.of(repair));
    }

    private Future<Outlook> outlook(Repair repair, Stage.Waiting at) {
        return performer
                .look(repair.device())
                .compose(device -> asker.of(repair, at.strategy(), device)
                        .compose(asking -> store.busy().map(busy -> new Outlook(device.presence(), busy, asking))));
    }

    private Future<Optional<Repair>> act(Repair repair, Stage.Acting at, Action action) {
        Instant now = clock.instant();
        if (action instanceof Action.Tell tell) {
            return at.command() == null
                    ? tell(repair, tell.command(), tell.args(), tell.within(), at.attempt() + ":" + at.action())
                            .compose(command -> decisions.decided(
                                    repair, turn -> proving.sent(turn, at, command.id(), command.expires()), now))
                            .recover(cause -> untold(repair, at, cause))
                    : performer.find(repair.device(), at.command()).compose(found -> ended(repair, at, found));
        }
        if (action instanceof Action.Desire) {
            return begunBy(repair)
                    .compose(by -> performer.desire(repair.device(), by))
                    .compose(done -> decisions.decided(repair, turn -> proving.done(turn, at), now));
        }
        if (action instanceof Action.Offer) {
            return performer
                    .offer(repair.device())
                    .compose(there -> decisions.decided(
                            repair,
                            turn -> there ? proving.done(turn, at) : proving.missed(turn, at, Why.OFFLINE),
                            now));
        }
        if (action instanceof Action.Revert) {
            return wish(repair, at)
                    .compose(wished -> decisions.decided(
                            repair,
                            turn -> wished ? proving.done(turn, at) : proving.missed(turn, at, Why.WISH_CHANGED),
                            now))
                    .recover(cause -> cause instanceof Failure failure && failure.code() == ErrorCode.SESSION_FULL
                            ? decisions.decided(repair, turn -> proving.failed(turn, at, Why.REFUSED), now)
                            : Future.failedFuture(cause));
        }
        return now.isBefore(at.until())
                ? Future.succeededFuture(Optional.of(repair))
                : decisions.decided(repair, turn -> proving.done(turn, at), now);
    }

    private Future<Boolean> wish(Repair repair, Stage.Acting at) {
        return store.look(repair.fault(), clock.instant()).compose(found -> {
            Case on = found.orElseThrow(() -> Failure.notFound("fault"));
            Asked asked = begun(on, repair).map(Try::asked).orElse(null);
            return asked == null
                    ? Future.succeededFuture(false)
                    : performer.wish(
                            repair.device(),
                            asked,
                            begunBy(on, repair),
                            on.fault().cause(),
                            repair.fault() + ":" + at.attempt() + ":" + at.action());
        });
    }

    private Future<Optional<Repair>> ended(Repair repair, Stage.Acting at, Optional<Command> found) {
        Command command = found.orElse(null);
        if (command == null) {
            return decisions.decided(repair, turn -> proving.failed(turn, at, Why.NO_ANSWER), clock.instant());
        }
        return command.status().isEnd()
                ? decisions.decided(repair, turn -> proving.told(turn, at, command.status()), clock.instant())
                : Future.succeededFuture(Optional.of(repair));
    }

    private Future<Optional<Repair>> untold(Repair repair, Stage.Acting at, Throwable cause) {
        ErrorCode code = cause instanceof Failure failure ? failure.code() : null;
        if (code == ErrorCode.DEVICE_OFFLINE || code == ErrorCode.IN_UPGRADE) {
            Why why = code == ErrorCode.IN_UPGRADE ? Why.IN_UPGRADE : Why.OFFLINE;
            return decisions.decided(repair, turn -> proving.missed(turn, at, why), clock.instant());
        }
        return code == ErrorCode.BAD_VALUE || code == ErrorCode.KEY_REUSED
                ? decisions.decided(repair, turn -> proving.failed(turn, at, Why.REFUSED), clock.instant())
                : Future.failedFuture(cause);
    }

    private Future<Command> tell(Repair repair, String name, Json args, Duration within, String part) {
        return store.look(repair.fault(), clock.instant()).compose(found -> {
            Case on = found.orElseThrow(() -> Failure.notFound("fault"));
            return performer.tell(
                    repair.device(),
                    name,
                    args,
                    within,
                    begunBy(on, repair),
                    on.fault().cause(),
                    repair.fault() + ":" + part);
        });
    }

    private Future<Actor> begunBy(Repair repair) {
        return store.look(repair.fault(), clock.instant())
                .map(found -> begunBy(found.orElseThrow(() -> Failure.notFound("fault")), repair));
    }

    /** Whoever began the try does what belongs to it: a person who pressed for it, or else the hub. */
    private static Actor begunBy(Case on, Repair repair) {
        return begun(on, repair).map(Try::by).orElse(Turn.HUB);
    }

    private static Optional<Try> begun(Case on, Repair repair) {
        int attempt = repair.stage() instanceof Stage.Busy busy ? busy.attempt() : 0;
        return on.tries().stream().filter(one -> one.number() == attempt).findFirst();
    }

    private Future<Optional<Repair>> probe(Repair repair, Stage.Probing at, Probe probe) {
        Instant now = clock.instant();
        if (probe instanceof Probe.There) {
            return performer.presence(repair.device()).compose(presence -> there(repair, at, presence));
        }
        if (probe instanceof Probe.Follows) {
            return follows(repair)
                    .compose(shown -> shown
                            ? decisions.decided(repair, turn -> proving.passed(turn, at), now)
                            : overdue(repair, at));
        }
        if (probe instanceof Probe.Reports reports) {
            return store.reported(repair.device(), reports.test().property(), at.since(), VALUES)
                    .compose(values ->
                            values.stream().anyMatch(value -> reports.test().passes(JsonText.own(value.text())))
                                    ? decisions.decided(repair, turn -> proving.passed(turn, at), now)
                                    : overdue(repair, at));
        }
        Probe.Answers answers = (Probe.Answers) probe;
        return at.command() == null
                ? tell(
                                repair,
                                answers.command(),
                                answers.args(),
                                answers.within(),
                                at.attempt() + ":probe:" + at.since().toEpochMilli())
                        .compose(
                                command -> decisions.decided(repair, turn -> proving.sent(turn, at, command.id()), now))
                        .recover(cause -> cause instanceof Failure failure && failure.code() == ErrorCode.DEVICE_OFFLINE
                                ? overdue(repair, at)
                                : Future.failedFuture(cause))
                : performer.find(repair.device(), at.command()).compose(found -> answered(repair, at, found));
    }

    /** Whether the device has reported all that the try asked. */
    private Future<Boolean> follows(Repair repair) {
        return store.look(repair.fault(), clock.instant()).compose(found -> {
            Asked asked = found.flatMap(on -> begun(on, repair)).map(Try::asked).orElse(null);
            return asked == null
                    ? Future.succeededFuture(false)
                    : performer.look(repair.device()).map(device -> Asking.isFollowed(asked, device));
        });
    }

    private Future<Optional<Repair>> there(Repair repair, Stage.Probing at, Presence presence) {
        Optional<Boolean> there = Proving.there(at, presence, clock.instant());
        return there.isEmpty()
                ? Future.succeededFuture(Optional.of(repair))
                : decisions.decided(
                        repair,
                        turn -> there.get()
                                ? proving.passed(turn, at)
                                : proving.failed(turn, at, at.anew() ? Why.NO_ANSWER : Why.NOT_SHOWN),
                        clock.instant());
    }

    private Future<Optional<Repair>> answered(Repair repair, Stage.Probing at, Optional<Command> found) {
        Command command = found.orElse(null);
        if (command != null && !command.status().isEnd()) {
            return Future.succeededFuture(Optional.of(repair));
        }
        boolean done = command != null && command.status() == CommandStatus.DONE;
        return decisions.decided(
                repair,
                turn -> done ? proving.passed(turn, at) : proving.failed(turn, at, Why.NOT_SHOWN),
                clock.instant());
    }

    private Future<Optional<Repair>> overdue(Repair repair, Stage.Probing at) {
        Instant now = clock.instant();
        return now.isBefore(at.until())
                ? Future.succeededFuture(Optional.of(repair))
                : decisions.decided(repair, turn -> proving.failed(turn, at, Why.NOT_SHOWN), now);
    }

    /** The device has reported what it was to report. */
    Future<Optional<Repair>> shown(Repair repair, Stage.Probing at) {
        return decisions.decided(repair, turn -> proving.passed(turn, at), clock.instant());
    }
}
