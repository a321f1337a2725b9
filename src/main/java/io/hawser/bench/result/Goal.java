package io.hawser.bench.result;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something to be reached.
 *
 * @param what in words
 * @param formula what was reached
 * @param bound within which it has to be
 */
public record Goal(String what, Formula formula, Bound bound) {
    /** How a figure is held against its limit. */
    public enum Sense {
        AT_LEAST("≥"),
        AT_MOST("≤"),
        BELOW("<");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }

        boolean holds(double value, double limit) {
            return switch (this) {
                case AT_LEAST -> value >= limit;
                case AT_MOST -> value <= limit;
                case BELOW -> value < limit;
            };
        }
    }

    /** Where the goal lies; the unit is for people. */
    public record Bound(Sense sense, double limit, String unit) {
        String text() {
            return sense.sign + " " + Numbers.text(limit) + " " + unit;
        }
    }

    public static Goal atLeast(String what, Formula formula, double limit, String unit) {
        return new Goal(what, formula, new Bound(Sense.AT_LEAST, limit, unit));
    }

    public static Goal atMost(String what, Formula formula, double limit, String unit) {
        return new Goal(what, formula, new Bound(Sense.AT_MOST, limit, unit));
    }

    public static Goal below(String what, Formula formula, double limit, String unit) {
        return new Goal(what, formula, new Bound(Sense.BELOW, limit, unit));
    }

    /** What was reached, as text; a dash when that is not known. */
    String reached(Measurements all) {
        OptionalDouble value = formula.of(all);
        return value.isPresent() ? Numbers.text(value.getAsDouble()) + " " + bound.unit() : "–";
    }

    /** Whether it is met; empty when not everything was measured. */
    public Optional<Boolean> met(Measurements all) {
        OptionalDouble value = formula.of(all);
        return value.isPresent()
                ? Optional.of(bound.sense().holds(value.getAsDouble(), bound.limit()))
                : Optional.empty();
    }
}
