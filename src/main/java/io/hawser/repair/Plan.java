package io.hawser.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Json;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The strategies against a fault, in their order; at least one, the last of them manual.
 *
 * @param text as it is kept: a list
 */
public record Plan(List<Strategy> strategies, Json text) {
    public Plan {
        strategies = List.copyOf(strategies);
    }

    /** Read back from its text, which was checked when it was made. */
    public static Plan of(Json text) {
        List<Strategy> strategies = new ArrayList<>();
        for (JsonNode part : JsonText.own(text.text())) {
            if (part instanceof ObjectNode object) {
                Fields fields = Fields.of(object);
                Strategy strategy = StrategyReader.read(object, fields);
                if (strategy == null) {
                    throw new IllegalArgumentException("a strategy that was kept can't be read: " + fields.errors());
                }
                strategies.add(strategy);
            }
        }
        return new Plan(strategies, text);
    }

    /** How many there are. */
    int size() {
        return strategies.size();
    }

    Strategy at(int strategy) {
        return strategies.get(strategy);
    }

    boolean has(int strategy) {
        return strategy >= 0 && strategy < strategies.size();
    }

    /** The first from there on that people carry out; the last of all if there is none. */
    int manualFrom(int strategy) {
        for (int i = Math.max(0, strategy); i < strategies.size(); i++) {
            if (strategies.get(i).kind().isManual()) {
                return i;
            }
        }
        return strategies.size() - 1;
    }
}
