package io.hawser.bench.result;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a running scenario finds, until it is a {@link ScenarioResult}. One thread. */
public final class Findings {
    private final Map<Key, List<Series.Value>> series = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final JsonArray raw = new JsonArray();

    private record Key(String subject, String metric, String unit) {}

    /** One round's value. */
    public void add(String subject, String metric, String unit, double value, boolean disturbed) {
        series.computeIfAbsent(new Key(subject, metric, unit), key -> new ArrayList<>())
                .add(new Series.Value(value, disturbed));
    }

    public void add(String subject, String metric, String unit, double value) {
        add(subject, metric, unit, value, false);
    }

    /** What a reader has to know; said once however often it is noted. */
    public void note(String line) {
        notes.add(line);
    }

    /** What a subject's run said, as it was. */
    public void raw(String subject, String what, JsonObject said) {
        raw.add(said.copy().put("subject", subject).put("what", what));
    }

    public boolean isEmpty() {
        return series.isEmpty();
    }

    public ScenarioResult result(String scenario, Instant measured, int size, double warm, double seconds) {
        List<Series> all = series.entrySet().stream()
                .map(entry -> new Series(
                        entry.getKey().subject(),
                        entry.getKey().metric(),
                        entry.getKey().unit(),
                        entry.getValue()))
                .toList();
        return new ScenarioResult(scenario, measured, size, warm, seconds, all, List.copyOf(notes), raw);
    }
}
