package io.hawser.rule;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What rules did on this node. Safe for use by any thread. */
public final class RuleTally {
    private final LongAdder fired = new LongAdder();
    private final Map<Firing.Outcome, LongAdder> ended = new EnumMap<>(Firing.Outcome.class);
    private final Map<Obstacle, LongAdder> kept = new EnumMap<>(Obstacle.class);

    public RuleTally() {
        for (Firing.Outcome outcome : Firing.Outcome.values()) {
            ended.put(outcome, new LongAdder());
        }
        for (Obstacle obstacle : Obstacle.values()) {
            kept.put(obstacle, new LongAdder());
        }
    }

    void fired(Firing firing) {
        if (firing.reason() == null) {
            fired.increment();
        } else {
            stopped(firing.reason());
        }
    }

    void skipped(int times) {
        count(Obstacle.ONLY_IF).add(times);
    }

    void stopped(Obstacle by) {
        count(by).increment();
    }

    void done(Firing.Outcome outcome) {
        LongAdder count = ended.get(outcome);
        if (count != null) {
            count.increment();
        }
    }

    private LongAdder count(Obstacle by) {
        LongAdder count = kept.get(by);
        return count == null ? new LongAdder() : count;
    }

    /** How often a rule was set off. */
    public long fired() {
        return fired.sum();
    }

    /** How many firings ended so. */
    public long ended(Firing.Outcome outcome) {
        LongAdder count = ended.get(outcome);
        return count == null ? 0 : count.sum();
    }

    /** How often that kept a rule from acting. */
    public long kept(Obstacle by) {
        return count(by).sum();
    }
}
