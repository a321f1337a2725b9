package io.hawser.alert;

import java.util.Map;

/** What is said of an alert, each by language; what it means and what to do may be missing. */
public record AlertText(Map<String, String> title, Map<String, String> means, Map<String, String> advice) {
    public AlertText {
        title = Map.copyOf(title);
        means = Map.copyOf(means);
        advice = Map.copyOf(advice);
    }

    /** In that language, or else in any; empty when there is nothing. */
    public static String in(String language, Map<String, String> text) {
        String said = text.getOrDefault(language, text.getOrDefault("en", ""));
        return said.isEmpty() && !text.isEmpty() ? text.values().iterator().next() : said;
    }
}
