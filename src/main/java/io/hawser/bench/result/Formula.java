package io.hawser.bench.result;

import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/** A figure made of medians; empty as long as one of them is missing. */
@FunctionalInterface
public interface Formula {
    OptionalDouble of(Measurements all);

    /** The median of one series. */
    static Formula median(String scenario, String subject, String metric) {
        return all -> all.find(scenario, subject, metric)
                .map(series -> OptionalDouble.of(series.median()))
                .orElseGet(OptionalDouble::empty);
    }

    /** Empty too where the divisor is zero. */
    default Formula over(Formula divisor) {
        return with(divisor, (a, b) -> a / b);
    }

    default Formula minus(Formula other) {
        return with(other, (a, b) -> a - b);
    }

    private Formula with(Formula other, DoubleBinaryOperator operator) {
        return all -> {
            OptionalDouble a = of(all);
            OptionalDouble b = other.of(all);
            if (a.isEmpty() || b.isEmpty()) {
                return OptionalDouble.empty();
            }
            double value = operator.applyAsDouble(a.getAsDouble(), b.getAsDouble());
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        };
    }
}
