package io.hawser.simulator.things;

import io.hawser.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A thing under test: its time passes in half seconds, and what it says is written down. */
final class Probe implements Answer {
    static final Duration TICK = Duration.ofMillis(500);

    final ManualClock clock = new ManualClock();
    final Surroundings around = new Surroundings(clock, new SplittableRandom(11));
    final List<String> said = new ArrayList<>();
    private final Thing thing;

    Probe(String model) {
        thing = Things.of(model, around);
        thing.changes();
    }

    Thing thing() {
        return thing;
    }

    Object property(String name) {
        return thing.state().getOrDefault(name, "none");
    }

    double number(String name) {
        return ((Number) property(name)).doubleValue();
    }

    Probe set(String property, Object value) {
        return command("set", Map.of(property, value));
    }

    Probe command(String name, Map<String, Object> args) {
        thing.command(name, args, this);
        return this;
    }

    Changes tick() {
        clock.pass(TICK);
        return thing.step(TICK);
    }

    /** Every non-empty change while that long passes. */
    List<Changes> pass(Duration time) {
        List<Changes> changes = new ArrayList<>();
        for (long ticks = time.toMillis() / TICK.toMillis(); ticks > 0; ticks--) {
            Changes step = tick();
            if (!step.isEmpty()) {
                changes.add(step);
            }
        }
        return changes;
    }

    /** Lets time pass until it is so, six hours at most; how long it took. */
    Duration until(BooleanSupplier so) {
        Duration passed = Duration.ZERO;
        while (!so.getAsBoolean()) {
            if (passed.compareTo(Duration.ofHours(6)) > 0) {
                throw new AssertionError("it never came");
            }
            tick();
            passed = passed.plus(TICK);
        }
        return passed;
    }

    @Override
    public void running(int percent) {
        said.add("running " + percent);
    }

    @Override
    public void done(Map<String, Object> data) {
        said.add("done");
    }

    @Override
    public void failed(String code, String message) {
        said.add("failed " + code);
    }
}
