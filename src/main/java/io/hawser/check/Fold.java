package io.hawser.check;

import io.hawser.condition.Phase;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Severity;
import io.hawser.protocol.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one device's watches and faults by what its log says and by what is due. A fault is what the watches of its code make
 * it: raised by any of them, as severe as the worst; seemingly gone when they are clearing; over when all are calm. For one use.
 */
final class Fold {
    private static final Actor BY = new Actor.ByHub("check");
    private static final String CAUSE = "cause";

    /** The id of the fault that it raised last: the log may give it once more before it hears that this one is over. */
    private static final String LAST = "last";

    private final Subject subject;
    private final NewIds ids;
    private final Map<String, Standing> standings;
    private final Map<String, Fault> faults;
    private final Set<FaultId> held;
    private final Map<String, Standing> changed = new TreeMap<>();
    private final List<Fault.Step> steps = new ArrayList<>();

    Fold(Subject subject, Known known, NewIds ids) {
        this.subject = subject;
        this.ids = ids;
        standings = new HashMap<>(known.standings(subject.device()));
        faults = new HashMap<>(known.faults(subject.device()));
        held = known.held();
    }

    /** The next entry of its log. */
    void hear(Observation seen) {
        if (seen.entry() instanceof FaultEntry fault && Conditions.Told.isFirstHand(seen)) {
            move(subject.told(fault.code()), seen);
            toldAgain(fault, seen);
        }
        for (Check check : subject.checks()) {
            if (!(check.condition() instanceof Conditions.Told) || check.clear() != null) {
                move(check, seen);
            }
        }
        forgetUnwatched(seen.stored());
    }

    /** What a device says again is news only while the fault is taken for gone. */
    private void toldAgain(FaultEntry told, Observation seen) {
        Fault fault = faults.get(told.code());
        if (told.status().equals("open") && fault != null && fault.status() == FaultStatus.VERIFYING) {
            reconcile(told.code(), seen.stored(), seen);
        }
    }

    private void move(Check check, Observation seen) {
        Standing was = standing(check);
        Standing is = check.hear(was, seen);
        if (!is.equals(was)) {
            boolean begun = was.phase() == Phase.CALM && is.phase() != Phase.CALM;
            put(begun ? is.remember(is.memo().text(CAUSE, seen.cause().value()), is.severity()) : is);
            reconcile(check.code(), seen.stored(), seen);
        }
    }

    /** Something is due for a watch: its time is over, or the log was asked. */
    void due(Standing asItWas, Inquiry.@Nullable Answer answer, Instant now) {
        Standing is = standings.get(asItWas.watch());
        if (is == null || is.phase() != asItWas.phase() || !same(is.due(), asItWas.due())) {
            // Something else has become of it meanwhile.
            return;
        }
        Optional<Check> check = subject.find(is.watch());
        if (check.isEmpty()) {
            forgetUnwatched(now);
            if (is.equals(standings.get(is.watch()))) {
                put(is.due(null));
            }
            return;
        }
        Standing next = answer == null ? check.get().due(is, now) : check.get().answered(is, answer, now);
        boolean lasted = is.phase() == Phase.PENDING && next.phase() == Phase.RAISED;
        put(lasted ? next.remember(since(is), next.severity()) : next);
        reconcile(is.code(), now, null);
    }

    /** What was seen, and since when it has been so. */
    private static Memo since(Standing pending) {
        Memo memo = pending.memo();
        return memo.evidence(memo.evidence().with("since", pending.since().toEpochMilli()));
    }

    /**
     * These codes are watched in another way from now on.
     *
     * @param state all of its values, as an entry that said them
     */
    void again(Set<String> codes, Observation state) {
        forgetUnwatched(state.stored());
        for (Check check : subject.checks()) {
            Standing was = standing(check);
            if (codes.contains(check.code())) {
                Standing is = check.again(was, state);
                if (was.phase() == Phase.RAISED && check.condition() instanceof Inquiry) {
                    is = was.due(state.stored());
                }
                if (!is.equals(was)) {
                    put(is);
                    reconcile(check.code(), state.stored(), null);
                }
            }
        }
    }

    /** What is no longer watched is calm. */
    void forgetUnwatched(Instant now) {
        for (Standing standing : List.copyOf(standings.values())) {
            if (standing.phase() != Phase.CALM && subject.find(standing.watch()).isEmpty()) {
                put(standing.become(Phase.CALM, now, null));
                reconcile(standing.code(), now, null);
            }
        }
    }

    /** Where its watches stand by now. */
    Map<String, Standing> known() {
        return standings;
    }

    /** What is to be stored of them. */
    List<Standing> standings() {
        return List.copyOf(changed.values());
    }

    List<Fault.Step> steps() {
        return steps;
    }

    private Standing standing(Check check) {
        Standing known = standings.get(check.id());
        return known == null ? Standing.calm(subject.device(), check) : known;
    }

    private void put(Standing standing) {
        standings.put(standing.watch(), standing);
        changed.put(standing.watch(), standing);
    }

    private void reconcile(String code, Instant at, @Nullable Observation seen) {
        Standing worst = null;
        boolean raised = false;
        boolean clearing = false;
        for (Standing standing : standings.values()) {
            if (standing.code().equals(code)) {
                raised |= standing.phase() == Phase.RAISED;
                clearing |= standing.phase() == Phase.CLEARING;
                // One that may come back any moment counts until it is calm: else the severity would go up and down
                // with it.
                if ((standing.phase() == Phase.RAISED || standing.phase() == Phase.CLEARING)
                        && (worst == null || standing.severity().compareTo(worst.severity()) > 0)) {
                    worst = standing;
                }
            }
        }
        Fault fault = faults.get(code);
        if (raised && worst != null) {
            raised(fault, worst, code, at, seen);
        } else if (fault != null && (clearing || isHeld(fault))) {
            if (fault.status() != FaultStatus.VERIFYING) {
                add(fault.become(FaultStatus.VERIFYING, BY, at, Json.EMPTY), seen);
            }
        } else if (fault != null) {
            add(fault.become(FaultStatus.RESOLVED, BY, at, Json.EMPTY), seen);
        }
    }

    /** Of a fault that is being repaired the device's word is not the end: that it stays away is seen to by what repairs it. */
    private boolean isHeld(Fault fault) {
        return held.contains(fault.id())
                || fault.status() == FaultStatus.REPAIRING
                || fault.status() == FaultStatus.TICKET;
    }

    private void raised(@Nullable Fault fault, Standing worst, String code, Instant at, @Nullable Observation seen) {
        Severity severity = worst.severity();
        if (fault == null) {
            String given = worst.memo().fault();
            FaultId id = given == null || given.equals(worst.memo().text(LAST)) ? ids.fault() : new FaultId(given);
            put(worst.remember(worst.memo().text(LAST, id.value()), severity));
            String cause = worst.memo().text(CAUSE);
            add(
                    Fault.found(
                            id,
                            subject.device(),
                            code,
                            severity,
                            at,
                            BY,
                            worst.memo().evidence().json(),
                            null,
                            false,
                            new Cause(cause == null ? id.value() : cause)),
                    seen);
        } else if (fault.status() == FaultStatus.VERIFYING) {
            add(fault.relapse(severity, BY, at, worst.memo().evidence().json()), seen);
        } else if (fault.severity() != severity) {
            add(fault.become(severity, BY, at, worst.memo().evidence().json()), seen);
        }
    }

    /** A step that came of an entry which says the same has its entry in the log already. */
    private void add(Fault.Step step, @Nullable Observation seen) {
        boolean logged = seen != null
                && seen.entry() instanceof FaultEntry entry
                && entry.fault().equals(step.fault().id().value())
                && entry.status().equals(Words.lower(step.fault().status()));
        steps.add(logged ? step.asLogged() : step);
        if (step.fault().isResolved()) {
            faults.remove(step.fault().code());
        } else {
            faults.put(step.fault().code(), step.fault());
        }
    }

    private static boolean same(@Nullable Instant a, @Nullable Instant b) {
        return a == null ? b == null : a.equals(b);
    }
}
