package io.hawser.rule;

import io.hawser.condition.Evidence;
import io.hawser.condition.Phase;
import io.hawser.condition.Verdict;
import io.hawser.domain.Cause;
import io.hawser.rule.Fired.Branch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rule goes on with one device by what is heard and by what is due. All times are those of the log, so that the same log makes
 * the same of it whenever it is read. For one use by one thread; without any input or output.
 */
final class Course {
    /** What made a rule act is the case no more, while its end waits for something else. */
    private static final String GONE = "gone";

    private final Rule rule;
    private final Sentence says;
    private final Answers answers;
    private final Duration late;
    private final List<Fired> fired = new ArrayList<>();
    private Watch watch;

    /** @param late how long after its time what goes by the clock is left out */
    Course(Rule rule, Watch watch, Answers answers, Duration late) {
        this.rule = rule;
        this.watch = watch;
        this.answers = answers;
        this.late = late;
        says = rule.says();
    }

    Watch watch() {
        return watch;
    }

    /** What came of all that, in order. */
    List<Fired> fired() {
        return fired;
    }

    /** The next entry of the device's log. */
    void hear(Heard heard) {
        if (watch.knows(heard)) {
            return;
        }
        due(heard.at());
        Watch was = watch;
        if (says.when() instanceof Trigger.Lasting lasting) {
            hear(lasting, heard);
        } else if (says.when() instanceof Trigger.Moment moment) {
            hear(moment, heard);
        }
        if (says.until() instanceof Ending.Opposite opposite) {
            hear(opposite, heard, was.phase());
        }
        if (!watch.equals(was)) {
            watch = watch.heard(heard);
        }
    }

    /** Carries out what is due by a moment. */
    void due(Instant by) {
        Instant due = watch.due();
        while (due != null && !due.isAfter(by)) {
            due(due, by);
            Instant next = watch.due();
            due = due.equals(next) ? null : next;
        }
    }

    private void due(Instant at, Instant by) {
        watch = watch.due(null);
        if (watch.phase() == Phase.PENDING) {
            raise(at, lasted());
        } else if (watch.phase() == Phase.CLEARING) {
            end(at);
        } else if (watch.phase() == Phase.CALM && says.when() instanceof Trigger.Clock clock) {
            tick(clock.hour(), at, by);
        }
    }

    private void tick(Hour hour, Instant at, Instant by) {
        watch = watch.with(watch.memory().begun(null, hour.seen()));
        if (Duration.between(at, by).compareTo(late) > 0) {
            fired.add(new Fired(rule.id(), Branch.THEN, null, at, hour.seen(), null, Obstacle.LATE, -1));
            watch = watch.due(hour.next(by).orElse(null));
            return;
        }
        raise(at, hour.seen());
        if (watch.phase() == Phase.CALM) {
            watch = watch.due(hour.next(at).orElse(null));
        }
    }

    private void hear(Trigger.Lasting lasting, Heard heard) {
        Truth.Said said = lasting.truth().hear(heard, watch.memory());
        watch = watch.with(said.memory());
        if (said.verdict() == Verdict.HOLDS) {
            holds(lasting.hold(), heard, said.evidence());
        } else if (said.verdict() == Verdict.FAILS) {
            fails(heard, said.evidence());
        }
    }

    private void holds(Duration hold, Heard heard, Evidence seen) {
        if (watch.phase() == Phase.CLEARING && says.until() instanceof Ending.Over) {
            watch = watch.to(Phase.RAISED, heard.at(), null);
        } else if (watch.phase() == Phase.CALM) {
            watch = watch.with(watch.memory().begun(heard.cause(), seen));
            if (hold.isZero()) {
                raise(heard.at(), seen);
            } else {
                watch = watch.to(Phase.PENDING, heard.at(), heard.at().plus(hold));
            }
        } else {
            watch = watch.with(watch.memory().without(GONE));
        }
    }

    private void fails(Heard heard, Evidence seen) {
        if (watch.phase() == Phase.PENDING
                || (watch.phase() == Phase.RAISED && watch.memory().spent())) {
            watch = watch.to(Phase.CALM, heard.at(), null).with(watch.memory().spent(false));
        } else if (watch.phase() == Phase.RAISED && says.until() instanceof Ending.Over over) {
            over(over.calm(), heard, seen);
        } else if (watch.phase() == Phase.CLEARING && isTimed()) {
            watch = watch.with(watch.memory().truth(GONE, true));
        }
    }

    private boolean isTimed() {
        return says.until() instanceof Ending.After || says.until() instanceof Ending.Until;
    }

    private void over(Duration calm, Heard heard, Evidence seen) {
        watch = watch.with(watch.memory().begun(heard.cause(), seen));
        if (calm.isZero()) {
            end(heard.at());
        } else {
            watch = watch.to(Phase.CLEARING, heard.at(), heard.at().plus(calm));
        }
    }

    private void hear(Trigger.Moment moment, Heard heard) {
        Happening.Said said = moment.happening().hear(heard, watch.memory());
        watch = watch.with(said.memory());
        if (!said.happened()) {
            return;
        }
        if (watch.phase() == Phase.CALM) {
            watch = watch.with(watch.memory().begun(heard.cause(), said.evidence()));
            raise(heard.at(), said.evidence());
        } else if (says.until() instanceof Ending.After after && watch.phase() == Phase.CLEARING) {
            watch = watch.due(heard.at().plus(after.time()));
        }
    }

    /** @param before its phase before this entry: what begins it does not end it as well */
    private void hear(Ending.Opposite opposite, Heard heard, Phase before) {
        Truth.Said said = opposite.truth().hear(heard, watch.memory());
        watch = watch.with(said.memory());
        boolean stands = before == Phase.RAISED && watch.phase() == Phase.RAISED;
        if (stands && said.verdict() == Verdict.HOLDS) {
            over(opposite.hold(), heard, said.evidence());
        } else if (watch.phase() == Phase.CLEARING && said.verdict() == Verdict.FAILS) {
            watch = watch.to(Phase.RAISED, heard.at(), null);
        }
    }

    /** It counts: it acts, unless something keeps it from that. */
    private void raise(Instant at, Evidence why) {
        boolean acts = isOftenEnough(at) && !isCoolingDown(at, why) && guardsHold(at, why);
        if (acts) {
            fired.add(new Fired(rule.id(), Branch.THEN, watch.device(), at, repeated(why), cause(), null, -1));
            watch = watch.with(watch.memory().done(at));
        }
        boolean lasts = says.when() instanceof Trigger.Lasting;
        Ending until = says.until();
        if (until instanceof Ending.Over || until instanceof Ending.Opposite) {
            boolean stays = lasts || (acts && until instanceof Ending.Opposite);
            watch = watch.to(stays ? Phase.RAISED : Phase.CALM, at, null);
        } else if (acts) {
            watch = watch.to(Phase.CLEARING, at, end(until, at));
        } else {
            watch = watch.to(lasts ? Phase.RAISED : Phase.CALM, at, null)
                    .with(watch.memory().spent(lasts));
        }
    }

    private static @Nullable Instant end(Ending until, Instant at) {
        return until instanceof Ending.After after
                ? at.plus(after.time())
                : until instanceof Ending.Until hour ? hour.hour().next(at).orElse(null) : null;
    }

    /** It is over, and what is to be done then is done if it acted before. */
    private void end(Instant at) {
        Memory memory = watch.memory();
        if (memory.acted() && says.hasEnd()) {
            fired.add(new Fired(rule.id(), Branch.ELSE, watch.device(), at, memory.why(), cause(), null, -1));
        }
        boolean lasts = says.when() instanceof Trigger.Lasting && isTimed() && !memory.truth(GONE);
        watch = watch.to(lasts ? Phase.RAISED : Phase.CALM, at, null)
                .with(memory.idle(memory.hushed()).spent(lasts).without(GONE));
        says.hour().ifPresent(hour -> watch = watch.due(hour.next(at).orElse(null)));
    }

    private boolean isOftenEnough(Instant at) {
        Sentence.Repeat repeat = says.repeat();
        if (repeat == null) {
            return true;
        }
        Instant since = at.minus(repeat.within());
        List<Instant> times = new ArrayList<>(watch.memory().times().stream()
                .filter(time -> time.isAfter(since))
                .toList());
        times.add(at);
        boolean enough = times.size() >= repeat.times();
        Memory memory = watch.memory().times(times);
        watch = watch.with(enough ? memory : memory.idle(memory.hushed()));
        return enough;
    }

    private boolean isCoolingDown(Instant at, Evidence why) {
        Instant last = watch.memory().fired();
        if (last == null || says.cooldown().isZero() || !at.isBefore(last.plus(says.cooldown()))) {
            return false;
        }
        if (!watch.memory().hushed()) {
            kept(at, why, Obstacle.COOLDOWN, -1);
        }
        watch = watch.with(watch.memory().idle(true));
        return true;
    }

    private boolean guardsHold(Instant at, Evidence why) {
        int failing = says.guardsAreOfTime()
                ? Surroundings.failing(says.onlyIf(), at)
                : answers.of(new Question(rule.id(), watch.device(), at));
        if (failing == Answers.YES) {
            return true;
        }
        kept(at, why, Obstacle.ONLY_IF, failing);
        watch = watch.with(watch.memory().idle(watch.memory().hushed()));
        return false;
    }

    private void kept(Instant at, Evidence why, Obstacle by, int guard) {
        fired.add(new Fired(rule.id(), Branch.THEN, watch.device(), at, why, cause(), by, guard));
    }

    private @Nullable Cause cause() {
        return watch.memory().cause();
    }

    private Evidence lasted() {
        return watch.memory().why().with("since", watch.since().toEpochMilli());
    }

    private Evidence repeated(Evidence why) {
        Sentence.Repeat repeat = says.repeat();
        return repeat == null ? why : why.with("times", repeat.times());
    }
}
