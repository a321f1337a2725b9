package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Ticket;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.repair.Try.Outcome;
import io.hawser.ticket.TicketStore.Opening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One decision on a case as it is put together. For one use by one thread. */
final class Turn {
    /** Who does what nobody else does. */
    static final Actor HUB = new Actor.ByHub("repair");

    private final Case on;
    private final Instant now;
    private final Map<Integer, Try> tries = new LinkedHashMap<>();
    private final List<Fault.Step> steps = new ArrayList<>();
    private final List<Decision.Count> counts = new ArrayList<>();
    private Fault fault;
    private Repair repair;
    private Ticket.@Nullable Step ticketStep;
    private @Nullable LongFunction<Opening> opening;
    private boolean calms;

    Turn(Case on, Repair repair, Instant now) {
        this.on = on;
        this.now = now;
        this.repair = repair.knowing(on.fault().recurrences());
        fault = on.fault();
    }

    Instant now() {
        return now;
    }

    Case on() {
        return on;
    }

    Fault fault() {
        return fault;
    }

    Repair repair() {
        return repair;
    }

    Strategy strategy(int place) {
        return repair.plan().at(place);
    }

    /** The repair is in that stage from now on. */
    Turn to(Stage stage) {
        repair = repair.to(stage);
        return this;
    }

    /** A try begins; its number. */
    int begin(int strategy, Actor by, Outcome how, Why why) {
        return begin(strategy, by, how, why, null);
    }

    /** The same of one that asks something of the device. */
    int begin(int strategy, Actor by, Outcome how, Why why, @Nullable Asked asked) {
        repair = repair.tried();
        Strategy tried = strategy(strategy);
        Instant ended = how == Outcome.RUNNING ? null : now;
        Try begun = new Try(repair.attempts(), strategy, tried.name(), tried.kind(), by, now, ended, how, why, asked);
        tries.put(begun.number(), begun);
        return begun.number();
    }

    /** A try ends; nothing when there is none of that number or it has ended. */
    void end(int attempt, Outcome how, Why why) {
        Try running = find(attempt);
        if (running == null || running.outcome() != Outcome.RUNNING) {
            return;
        }
        tries.put(attempt, running.end(how, why, now));
        if (how == Outcome.FIXED || how == Outcome.FAILED) {
            counts.add(new Decision.Count(running.name(), how == Outcome.FIXED));
        }
    }

    @Nullable Try find(int attempt) {
        Try changed = tries.get(attempt);
        return changed != null
                ? changed
                : on.tries().stream()
                        .filter(one -> one.number() == attempt)
                        .findFirst()
                        .orElse(null);
    }

    /** How often the strategy was tried against this fault. */
    int triesOf(int strategy) {
        Map<Integer, Try> all = new LinkedHashMap<>();
        on.tries().forEach(one -> all.put(one.number(), one));
        all.putAll(tries);
        return (int) all.values().stream()
                .filter(one -> one.strategy() == strategy && one.outcome() != Outcome.SKIPPED)
                .count();
    }

    /** Whether the hub has done what it could, and it was not enough. */
    boolean hasFailed() {
        Map<Integer, Try> all = new LinkedHashMap<>();
        on.tries().forEach(one -> all.put(one.number(), one));
        all.putAll(tries);
        return all.values().stream()
                .anyMatch(one -> !one.kind().isManual()
                        && (one.outcome() == Outcome.FAILED
                                || (one.outcome() == Outcome.SKIPPED && one.why() == Why.LIMIT)));
    }

    /** The fault is in that state; nothing when it is so already. */
    Turn fault(FaultStatus status, Actor by, Map<String, Object> detail) {
        if (fault.status() != status) {
            Fault.Step step = fault.become(status, by, now, JsonText.json(detail));
            steps.add(step);
            fault = step.fault();
        }
        return this;
    }

    /** The same, with the strategy and the try that it is about. */
    Turn fault(FaultStatus status, int strategy, int attempt, @Nullable Why why) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("strategy", strategy(strategy).name());
        detail.put("try", attempt);
        if (why != null) {
            detail.put("why", Words.lower(why));
        }
        Try begun = find(attempt);
        return fault(status, begun == null ? HUB : begun.by(), detail);
    }

    /** The ticket's next step. */
    Turn ticket(Ticket.Step step) {
        ticketStep = step;
        return this;
    }

    /** The ticket as it is now; null: the fault has none. */
    @Nullable Ticket ticket() {
        return ticketStep == null ? on.ticket() : ticketStep.ticket();
    }

    /** A ticket is opened. */
    Turn open(LongFunction<Opening> ticket) {
        opening = ticket;
        return this;
    }

    /** What raised the fault begins anew. */
    Turn calm() {
        calms = true;
        return this;
    }

    Case.Facts facts() {
        return Objects.requireNonNull(on.facts());
    }

    Optional<Decision> done() {
        return Optional.of(
                new Decision(repair, steps, List.copyOf(tries.values()), ticketStep, opening, calms, counts));
    }

    /** What a step of a fault has to say. */
    static Json detail(Map<String, ?> members) {
        return JsonText.json(members);
    }
}
