package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Whether the value of a property is of some kind.
 *
 * @param value a number, or any value for {@code IS} and {@code IS_NOT}
 * @param most the upper end of {@code OUTSIDE}
 */
record ValueTest(String property, Comparison comparison, JsonNode value, BigDecimal most) {
    /** How it is compared. */
    enum Comparison {
        ABOVE,
        BELOW,
        IS,
        IS_NOT,
        OUTSIDE
    }

    /** What the entry says: nothing when it is not about the property; a property that is gone passes no test. */
    Optional<Boolean> test(StateEntry state) {
        Json reported = state.set().get(property);
        if (reported != null) {
            return Optional.of(passes(JsonText.own(reported.text())));
        }
        return state.unset().contains(property) ? Optional.of(false) : Optional.empty();
    }

    private boolean passes(JsonNode found) {
        return switch (comparison) {
            case IS -> same(found, value);
            case IS_NOT -> !same(found, value);
            case ABOVE -> found.isNumber() && found.decimalValue().compareTo(value.decimalValue()) > 0;
            case BELOW -> found.isNumber() && found.decimalValue().compareTo(value.decimalValue()) < 0;
            case OUTSIDE ->
                found.isNumber()
                        && (found.decimalValue().compareTo(value.decimalValue()) < 0
                                || found.decimalValue().compareTo(most) > 0);
        };
    }

    /** Equal as JSON: numbers by value, however they are written. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        return a.equals(b);
    }
}
