package io.hawser.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Whether the value of a property is of some kind.
 *
 * @param value a number, or any value for {@code IS} and {@code IS_NOT}
 * @param most the upper end of {@code OUTSIDE} and {@code BETWEEN}
 */
public record ValueTest(String property, Comparison comparison, JsonNode value, BigDecimal most) {
    /** How it is compared. */
    public enum Comparison {
        ABOVE,
        BELOW,
        IS,
        IS_NOT,
        OUTSIDE,
        /** Both ends included. */
        BETWEEN
    }

    /** Reads one as {@code {property: temperature, above: 30}}; what is wrong with it is noted in {@code fields}. */
    public static ValueTest read(Fields fields, ObjectNode test) {
        String property = fields.text("property", 128);
        JsonNode nothing = test.nullNode();
        if (test.has("above")) {
            return new ValueTest(property, Comparison.ABOVE, number(fields, "above"), BigDecimal.ZERO);
        }
        if (test.has("below")) {
            return new ValueTest(property, Comparison.BELOW, number(fields, "below"), BigDecimal.ZERO);
        }
        if (test.has("is")) {
            return new ValueTest(property, Comparison.IS, test.get("is"), BigDecimal.ZERO);
        }
        if (test.has("not")) {
            return new ValueTest(property, Comparison.IS_NOT, test.get("not"), BigDecimal.ZERO);
        }
        boolean between = test.has("between");
        JsonNode ends = test.path(between ? "between" : "outside");
        if (ends.size() == 2 && ends.get(0).isNumber() && ends.get(1).isNumber()) {
            return new ValueTest(
                    property,
                    between ? Comparison.BETWEEN : Comparison.OUTSIDE,
                    ends.get(0),
                    ends.get(1).decimalValue());
        }
        if (between) {
            fields.bad("between", "must be two numbers, the lower one first");
        } else {
            fields.bad("property", "needs above, below, is, not, or outside with two numbers");
        }
        return new ValueTest(property, Comparison.IS, nothing, BigDecimal.ZERO);
    }

    private static JsonNode number(Fields fields, String name) {
        return JsonNodeFactory.instance.numberNode(fields.number(name));
    }

    /** What the entry says: nothing when it is not about the property; a property that is gone passes no test. */
    public Optional<Boolean> test(StateEntry state) {
        Json reported = state.set().get(property);
        if (reported != null) {
            return Optional.of(passes(JsonText.own(reported.text())));
        }
        return state.unset().contains(property) ? Optional.of(false) : Optional.empty();
    }

    /** Whether a value passes. */
    public boolean passes(JsonNode found) {
        return switch (comparison) {
            case IS -> same(found, value);
            case IS_NOT -> !same(found, value);
            case ABOVE -> found.isNumber() && found.decimalValue().compareTo(value.decimalValue()) > 0;
            case BELOW -> found.isNumber() && found.decimalValue().compareTo(value.decimalValue()) < 0;
            case OUTSIDE ->
                found.isNumber()
                        && (found.decimalValue().compareTo(value.decimalValue()) < 0
                                || found.decimalValue().compareTo(most) > 0);
            case BETWEEN ->
                found.isNumber()
                        && found.decimalValue().compareTo(value.decimalValue()) >= 0
                        && found.decimalValue().compareTo(most) <= 0;
        };
    }

    /** Equal as JSON: numbers by value, however they are written. */
    public static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        return a.equals(b);
    }
}
