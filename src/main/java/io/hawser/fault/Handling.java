package io.hawser.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.util.HashMap;
import java.util.Map;

/**
 * What a person is told of a fault, each by language ({@code en}, {@code zh}).
 *
 * @param title what it is called
 * @param means what it means
 * @param advice what to do
 */
public record Handling(Map<String, String> title, Map<String, String> means, Map<String, String> advice) {
    public Handling {
        title = Map.copyOf(title);
        means = Map.copyOf(means);
        advice = Map.copyOf(advice);
    }

    /** The same, in the words that the fault brings along itself, where it does. */
    Handling said(Json data) {
        JsonNode own = JsonText.own(data.text());
        return new Handling(
                over(title, own.path("title")), over(means, own.path("means")), over(advice, own.path("advice")));
    }

    private static Map<String, String> over(Map<String, String> usual, JsonNode own) {
        Map<String, String> words = new HashMap<>(own.isEmpty() ? usual : Map.of());
        own.properties()
                .forEach(text -> words.put(text.getKey(), text.getValue().asText()));
        return words;
    }
}
