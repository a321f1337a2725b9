package io.hawser.bench;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.rig.Lab;
import java.util.List;

/** Something to measure. */
interface Scenario {
    /** All there are, in the order of the report. Each is made anew. */
    static List<Scenario> all() {
        return List.of(
                new Saturated(),
                new Many(),
                new Single(),
                new Steady(),
                new Reports(),
                new Commands(),
                new Memory(),
                new Idle(),
                new Start(),
                new Storm(),
                new History(),
                new Growth(),
                new Year());
    }

    /** What it is about and what is to be reached. */
    Chapter chapter();

    /** Measures, and starts and stops all that it needs; fails with {@link io.hawser.bench.rig.BenchFailure}. */
    void run(Lab lab, Findings findings);

    default String name() {
        return chapter().name();
    }
}
