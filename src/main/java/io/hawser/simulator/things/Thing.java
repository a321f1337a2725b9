package io.hawser.simulator.things;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A device without its link: properties that follow physics, commands that change them, faults that can be switched on, and
 * people who use it by hand. Time passes only by {@link #step}. Not safe for use by several threads.
 */
public abstract class Thing {
    private static final double MILLIS = 1000.0;

    private final String model;
    private final Surroundings around;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final Set<String> optional = new LinkedHashSet<>();
    private final Map<String, Control<?>> controls = new LinkedHashMap<>();
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private Changes unreported = Changes.NONE;
    private double touchesAnHour;

    Thing(String model, Surroundings around) {
        this.model = model;
        this.around = around;
    }

    /** The model's name on the wire. */
    public final String model() {
        return model;
    }

    /** All properties as they are now. */
    public final Map<String, Object> state() {
        return Map.copyOf(properties);
    }

    /** Everything there is to tell, for a hub that may remember something else. */
    public final Changes whole() {
        Set<String> absent = new LinkedHashSet<>(optional);
        absent.removeAll(properties.keySet());
        return new Changes(properties, absent);
    }

    /** Lets time pass; what changed since the last step or {@link #changes} comes back. */
    public final Changes step(Duration dt) {
        double seconds = dt.toMillis() / MILLIS;
        if (touchesAnHour > 0 && around.chance(touchesAnHour * around.bustle(), seconds)) {
            touch();
        }
        advance(seconds);
        return changes();
    }

    /** What changed since it was asked last. */
    public final Changes changes() {
        Changes changes = unreported;
        unreported = Changes.NONE;
        return changes;
    }

    /** Does a command of its model. The answer may come at once or in a later step; a newer command fails one under way. */
    public final void command(String name, Map<String, Object> args, Answer answer) {
        try {
            if (name.equals("set")) {
                List<Runnable> effects = prepare(args);
                begin(answer);
                effects.forEach(Runnable::run);
                settle(answer);
            } else {
                perform(name, args, answer);
            }
        } catch (Refused refused) {
            answer.failed(refused.code(), refused.words());
        }
    }

    /** Becomes what is wanted of it, where it can, without a show. */
    public final void want(Map<String, Object> wanted) {
        wanted.forEach((name, value) -> {
            try {
                prepare(Map.of(name, value)).forEach(Runnable::run);
                hasten();
            } catch (Refused refused) {
                // It stays wanted and unmet, which is what the hub then shows.
            }
        });
    }

    /** Somebody uses it by hand: presses the wall switch, walks by, opens the door. */
    public abstract void touch();

    /** How often that happens by itself in a busy hour; quieter hours have less. Zero at first. */
    public final void touchedBySomebody(double timesAnHour) {
        touchesAnHour = timesAnHour;
    }

    /** Switches a fault on or off. */
    public final void fault(Fault fault, boolean on) {
        if (on ? faults.add(fault) : faults.remove(fault)) {
            faultsChanged();
        }
    }

    /** It was switched off and on: what hung hangs no more, and what it was at is forgotten. */
    public final void restart() {
        if (faults.removeIf(Fault::isHung)) {
            faultsChanged();
        }
        restarted();
    }

    /** Whether a fault is on. */
    public final boolean has(Fault fault) {
        return faults.contains(fault);
    }

    /** Physics: what these seconds do. */
    abstract void advance(double seconds);

    /** A command other than {@code set}. */
    void perform(String name, Map<String, Object> args, Answer answer) {
        throw new Refused("UNKNOWN_COMMAND", "a " + model + " has no command \"" + name + "\"");
    }

    /** A {@code set} is about to take effect. */
    void begin(Answer answer) {}

    /** A {@code set} took effect: answer now, or keep the answer until it is true. */
    void settle(Answer answer) {
        answer.done(Map.of());
    }

    /** What is under way is to be over at once. */
    void hasten() {}

    void faultsChanged() {}

    /** It begins anew after it was off for a moment. */
    void restarted() {}

    final Surroundings around() {
        return around;
    }

    final <T> void control(String property, Control<T> control) {
        controls.put(property, control);
    }

    /** A property that it does not have all the time. */
    final void optional(String property) {
        optional.add(property);
    }

    final void put(String property, Object reading) {
        Object value = plain(reading);
        if (!Objects.equals(properties.put(property, value), value)) {
            unreported = unreported.then(new Changes(Map.of(property, value), Set.of()));
        }
    }

    final void drop(String property) {
        if (properties.remove(property) != null) {
            unreported = unreported.then(new Changes(Map.of(), Set.of(property)));
        }
    }

    /** A sensor's reading: rounded to its resolution, quiet while it only trembles, and unchanged while the sensor is stuck. */
    final void measure(String property, double value, double resolution) {
        Object last = properties.get(property);
        boolean moved = !(last instanceof Number number) || Math.abs(number.doubleValue() - value) >= 0.8 * resolution;
        if (moved && !(last != null && has(Fault.STUCK_SENSOR))) {
            put(property, rounded(value, resolution));
        }
    }

    /** A sensor's reading that is true or false. */
    final void measure(String property, boolean value) {
        if (!(properties.containsKey(property) && has(Fault.STUCK_SENSOR))) {
            put(property, value);
        }
    }

    final boolean is(String property, Object value) {
        return value.equals(properties.get(property));
    }

    final int number(String property) {
        return properties.get(property) instanceof Number number ? number.intValue() : 0;
    }

    private List<Runnable> prepare(Map<String, Object> args) {
        List<Runnable> effects = new ArrayList<>();
        args.forEach((name, value) -> {
            Control<?> control = controls.get(name);
            if (control == null) {
                throw new Refused("BAD_VALUE", "\"" + name + "\" is nothing that can be set on a " + model);
            }
            effects.add(control.prepare(value));
        });
        return effects;
    }

    /** A whole number is told as one: 21, not 21.0. */
    private static Object plain(Object value) {
        return value instanceof Double number && number == Math.rint(number) ? (Object) number.intValue() : value;
    }

    private static Number rounded(double value, double resolution) {
        if (resolution >= 1) {
            return (int) (Math.round(value / resolution) * resolution);
        }
        double steps = Math.round(1 / resolution);
        return Math.round(value * steps) / steps;
    }
}
