package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Presence;
import io.hawser.repair.Case.Past;
import io.hawser.repair.Try.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose turn it is, and whether it can be begun. Without any input or output. */
final class Deciding {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration WHILE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final RepairSettings settings;
    private final Course course;
    private final Ability ability;

    Deciding(RepairSettings settings, Course course, Ability ability) {
        this.settings = settings;
        this.course = course;
        this.ability = ability;
    }

    /** What a device of a model can do. */
    @FunctionalInterface
    interface Ability {
        /** Why the action can't be done with it; null: it can. */
        @Nullable Why obstacle(String model, Action action);
    }

    /** A strategy's turn has come. */
    Optional<Decision> decide(Case on, Stage.Waiting at, Outlook outlook, Instant now) {
        Repair repair = on.repair();
        if (repair == null || on.facts() == null || on.fault().isResolved() || on.ticket() != null) {
            // What its steps say comes first.
            return Optional.empty();
        }
        Turn turn = new Turn(on, repair, now);
        if (turn.fault().status() == FaultStatus.VERIFYING) {
            return longer(turn, at, Why.CLEARING, now.plus(WHILE));
        }
        if (!repair.plan().has(at.strategy())) {
            return exhausted(turn, repair.plan().size() - 1);
        }
        Strategy strategy = turn.strategy(at.strategy());
        if (strategy.byHand()) {
            return turn.hasFailed() && strategy.kind().isManual()
                    ? exhausted(turn, at.strategy())
                    : rests(turn, at, Why.HAND);
        }
        if (!settings.automatic() || turn.facts().stopped()) {
            return rests(turn, at, settings.automatic() ? Why.STOPPED : Why.OFF);
        }
        Instant maintenance = turn.facts().maintenance();
        if (maintenance != null) {
            return longer(turn, at, Why.MAINTENANCE, maintenance);
        }
        Instant early = turn.fault().opened().plus(strategy.limits().after());
        if (early.isAfter(now)) {
            return longer(turn, at, Why.EARLY, early);
        }
        if (strategy.kind().isManual()) {
            return exhausted(turn, at.strategy());
        }
        return automatic(turn, at, strategy, outlook);
    }

    private Optional<Decision> automatic(Turn turn, Stage.Waiting at, Strategy strategy, Outlook outlook) {
        Instant now = turn.now();
        for (Action action : strategy.actions()) {
            Why obstacle = ability.obstacle(turn.repair().model(), action);
            if (obstacle != null) {
                return skips(turn, at, obstacle);
            }
        }
        if (outlook.asking().why() != Why.NONE) {
            return skips(turn, at, outlook.asking().why());
        }
        Past past = turn.facts().past().getOrDefault(strategy.name(), Past.NONE);
        if (past.day() >= strategy.limits().daily()) {
            return skips(turn, at, Why.LIMIT);
        }
        Instant last = past.last();
        Instant cool = last == null ? now : last.plus(strategy.limits().cooldown());
        if (cool.isAfter(now)) {
            return patient(turn, at, strategy, Why.COOLDOWN, cool);
        }
        if (strategy.needsDevice() && outlook.presence().status() != Presence.Status.ONLINE) {
            Duration waited = Duration.between(at.since(), now);
            Duration pause = waited.compareTo(SOON) < 0 ? SOON : waited.compareTo(LONGEST) > 0 ? LONGEST : waited;
            return patient(turn, at, strategy, Why.OFFLINE, now.plus(pause));
        }
        if (outlook.busy() >= settings.together()) {
            return longer(turn, at, Why.BUSY, now.plus(SOON));
        }
        return begins(turn, at, strategy, outlook.asking().asked(), Turn.HUB);
    }

    /** It waits for what is in the way, as long as the strategy lets it. */
    private static Optional<Decision> patient(Turn turn, Stage.Waiting at, Strategy strategy, Why why, Instant next) {
        Instant end = at.since().plus(strategy.limits().patience());
        if (!turn.now().isBefore(end) || (why == Why.COOLDOWN && next.isAfter(end))) {
            return skips(turn, at, why);
        }
        return longer(turn, at, why, next.isAfter(end) ? end : next);
    }

    /** A try begins. */
    static Optional<Decision> begins(Turn turn, Stage.Waiting at, Strategy strategy, @Nullable Asked asked, Actor by) {
        int attempt = turn.begin(at.strategy(), by, Outcome.RUNNING, Why.NONE, asked);
        turn.to(at.begin(attempt, turn.now(), strategy.actions().get(0).within()));
        return turn.fault(FaultStatus.REPAIRING, at.strategy(), attempt, null).done();
    }

    /** The hub can do no more: people's turn. */
    private Optional<Decision> exhausted(Turn turn, int strategy) {
        if (turn.hasFailed()) {
            turn.fault(
                    FaultStatus.ESCALATED,
                    Turn.HUB,
                    Map.of("tries", turn.repair().attempts()));
        }
        course.opens(turn, turn.repair().plan().manualFrom(strategy), Turn.HUB);
        return turn.done();
    }

    private static Optional<Decision> rests(Turn turn, Stage.Waiting at, Why why) {
        return turn.to(at.rest(why)).done();
    }

    private static Optional<Decision> skips(Turn turn, Stage.Waiting at, Why why) {
        turn.begin(at.strategy(), Turn.HUB, Outcome.SKIPPED, why);
        return turn.to(at.skip(turn.now())).done();
    }

    private static Optional<Decision> longer(Turn turn, Stage.Waiting at, Why why, Instant next) {
        return turn.to(at.longer(why, next)).done();
    }
}
