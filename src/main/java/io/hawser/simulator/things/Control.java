package io.hawser.simulator.things;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A property that can be set from outside: which values it takes, and what setting it does. */
record Control<T>(Function<Object, T> check, Consumer<T> effect) {
    private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");

    /** Checks now and returns what is to be done once everything is checked; throws {@link Refused}. */
    Runnable prepare(Object value) {
        T checked = check.apply(value);
        return () -> effect.accept(checked);
    }

    static Control<String> word(String property, List<String> allowed, Consumer<String> effect) {
        return new Control<>(
                value -> {
                    if (value instanceof String text && allowed.contains(text)) {
                        return text;
                    }
                    throw Refused.value(property, "one of " + String.join(", ", allowed));
                },
                effect);
    }

    static Control<Integer> percent(String property, Consumer<Integer> effect) {
        return new Control<>(value -> (int) Math.round(number(property, value, 0, 100)), effect);
    }

    static Control<Double> number(String property, double least, double most, Consumer<Double> effect) {
        return new Control<>(value -> number(property, value, least, most), effect);
    }

    static Control<Boolean> flag(String property, Consumer<Boolean> effect) {
        return new Control<>(
                value -> {
                    if (value instanceof Boolean flag) {
                        return flag;
                    }
                    throw Refused.value(property, "true or false");
                },
                effect);
    }

    static Control<String> color(String property, Consumer<String> effect) {
        return new Control<>(
                value -> {
                    if (value instanceof String text && COLOR.matcher(text).matches()) {
                        return text;
                    }
                    throw Refused.value(property, "a colour like #ffc04d");
                },
                effect);
    }

    private static double number(String property, Object value, double least, double most) {
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        throw Refused.value(property, "a number from " + plain(least) + " to " + plain(most));
    }

    private static String plain(double bound) {
        return Double.toString(bound).replaceFirst("\\.0$", "");
    }
}
