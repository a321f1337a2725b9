package io.hawser.rule;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.bus.NoticesMade;
import io.hawser.command.CommandService;
import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.User;
import io.hawser.fault.FaultStore;
import io.hawser.rule.Firing.Outcome;
import io.hawser.rule.RuleStore.Claimed;
import io.hawser.rule.RuleStore.Effects;
import io.hawser.session.SessionService;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts for rules that were set off. All that it knows is in the store: a firing waits there until what came of it is stored, and what is
 * done for it has keys under which it counts once. Nodes may run side by side and stop at any moment. Safe for use by any thread.
 */
public final class RuleActor {
    private static final Logger LOG = LoggerFactory.getLogger(RuleActor.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Actor BY = new Actor.ByHub("rule");
    private static final int MOST = 50;
    private static final int STRAYS = 100;
    /** More often than that in a minute for one device is over and over. */
    private static final int OFTEN = 30;

    private final RuleStore store;
    private final FaultStore faults;
    private final Hands hands;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;
    private final RuleSettings settings;
    private final RuleTally tally;
    private final RuleBook book = new RuleBook();

    /** @param ttl how long a command lives when the rule does not say */
    public RuleActor(
            RuleStore store,
            FaultStore faults,
            CommandService commands,
            SessionService sessions,
            AccessPolicy access,
            Capabilities capabilities,
            Duration ttl,
            Bus bus,
            NewIds ids,
            Clock clock,
            RuleSettings settings,
            RuleTally tally) {
        this.store = store;
        this.faults = faults;
        hands = new Hands(commands, sessions, access, capabilities, ids, ttl);
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
        this.tally = tally;
    }

    /** Acts on what waits; whether more may. Fails with {@code UNAVAILABLE}. */
    Future<Boolean> turn() {
        Instant now = clock.instant();
        return store.claim(now, now.plus(LEASE), MOST).compose(all -> {
            Future<Void> done = Future.succeededFuture();
            for (Claimed one : all) {
                done = done.compose(before -> tried(one));
            }
            // Of one rule and device only the first was taken: the next one's turn is now.
            return done.map(each -> !all.isEmpty());
        });
    }

    /** What is in the way of one holds up no other. */
    private Future<Void> tried(Claimed claimed) {
        return Future.succeededFuture(claimed).compose(this::act).recover(cause -> {
            boolean away = cause instanceof Failure failure && failure.code() == ErrorCode.UNAVAILABLE;
            (away ? LOG.atDebug() : LOG.atError())
                    .addKeyValue("firing", claimed.firing().id())
                    .setCause(cause)
                    .log("a rule acts later");
            return store.putBack(claimed.firing().id(), clock.instant().plus(away ? AGAIN : LEASE));
        });
    }

    private Future<Void> act(Claimed claimed) {
        Firing firing = claimed.firing();
        Instant now = clock.instant();
        Running running = claimed.rule();
        Optional<Rule> rule =
                running == null || running.version() != firing.version() ? Optional.empty() : book.rule(running);
        if (rule.isEmpty()) {
            return stopped(firing, Obstacle.CHANGED);
        }
        if (Duration.between(firing.at(), now).compareTo(settings.late()) > 0) {
            return stopped(firing, Obstacle.LATE);
        }
        Sentence says = rule.get().says();
        if (firing.loop().isPresent()) {
            return halted(claimed, says, Obstacle.LOOP, now);
        }
        return store.count(firing.rule(), firing.device(), now.minus(MINUTE)).compose(times -> {
            if (times > OFTEN) {
                return halted(claimed, says, Obstacle.RATE, now);
            }
            return isCovered(firing)
                    .compose(covered -> covered ? permitted(claimed, says, now) : stopped(firing, Obstacle.LEFT));
        });
    }

    private Future<Boolean> isCovered(Firing firing) {
        DeviceId device = firing.device();
        return device == null ? Future.succeededFuture(true) : store.covers(firing.rule(), device);
    }

    private Future<Void> permitted(Claimed claimed, Sentence says, Instant now) {
        Firing firing = claimed.firing();
        User owner = claimed.owner();
        DeviceId device = firing.device();
        if (owner != null && owner.disabled()) {
            return denied(firing);
        }
        Future<Boolean> may = device == null
                ? Future.succeededFuture(true)
                : hands.may(new Hands.Doer(owner, firing), device, Need.WATCH)
                        .map(true)
                        .recover(RuleActor::refused);
        return may.compose(watches -> watches ? performed(claimed, says, now) : denied(firing));
    }

    private static Future<Boolean> refused(Throwable cause) {
        return cause instanceof Failure failure && failure.code() != ErrorCode.UNAVAILABLE
                ? Future.succeededFuture(false)
                : Future.failedFuture(cause);
    }

    private Future<Void> performed(Claimed claimed, Sentence says, Instant now) {
        Performer performer = new Performer(store, hands, ids, claimed, says, now);
        return performer.perform().compose(ended -> done(ended, performer.effects()));
    }

    private Future<Void> denied(Firing firing) {
        return done(firing.ended(Outcome.DENIED, null, List.of()), Effects.NONE);
    }

    private Future<Void> stopped(Firing firing, Obstacle why) {
        tally.stopped(why);
        return done(firing.ended(Outcome.STOPPED, why, List.of()), Effects.NONE);
    }

    private Future<Void> halted(Claimed claimed, Sentence says, Obstacle why, Instant now) {
        tally.stopped(why);
        Firing firing = claimed.firing();
        LOG.atInfo()
                .addKeyValue("rule", firing.rule())
                .addKeyValue("why", why.word())
                .log("a rule was stopped");
        return store.halt(firing, why, new Wording(claimed, says).stopped(why, now), now)
                .map(done -> {
                    bus.publish(new NoticesMade());
                    return null;
                });
    }

    private Future<Void> done(Firing firing, Effects effects) {
        return store.done(firing, effects).map(stored -> {
            tally.done(firing.outcome());
            if (!effects.notices().isEmpty()) {
                bus.publish(new NoticesMade());
            }
            if (effects.ofFaults()) {
                bus.publish(new FaultsMoved());
            }
            return null;
        });
    }

    /** Ends faults that rules raised which do not watch for their end any more. Fails with {@code UNAVAILABLE}. */
    Future<Void> sweep() {
        return store.strays(STRAYS).compose(this::ended);
    }

    private Future<Void> ended(List<FaultId> strays) {
        Future<Void> all = Future.succeededFuture();
        for (FaultId stray : strays) {
            all = all.compose(before -> faults.change(
                            stray,
                            fault -> fault.isResolved()
                                    ? Optional.empty()
                                    : Optional.of(fault.become(FaultStatus.RESOLVED, BY, clock.instant(), Json.EMPTY)))
                    .map(step -> {
                        bus.publish(new FaultsMoved());
                        return null;
                    }));
        }
        return all;
    }

    /** Forgets old firings. Fails with {@code UNAVAILABLE}. */
    Future<Void> forget() {
        return store.forget(clock.instant().minus(settings.kept()), settings.mostKept());
    }
}
