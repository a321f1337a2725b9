package io.hawser.fault;

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
}
