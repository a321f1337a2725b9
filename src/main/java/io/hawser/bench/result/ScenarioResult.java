package io.hawser.bench.result;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A scenario's last run.
 *
 * @param size how many stood for the thousand of the goals; anything less was only tried
 * @param notes what a reader has to know: what was left out, what arrived wrongly
 * @param raw what the load generator and others said, with subject and round, as they said it
 */
public record ScenarioResult(
        String scenario,
        Instant measured,
        int size,
        double warm,
        double seconds,
        List<Series> series,
        List<String> notes,
        JsonArray raw) {
    public ScenarioResult {
        series = List.copyOf(series);
        notes = List.copyOf(notes);
    }

    Optional<Series> find(String subject, String metric) {
        return series.stream()
                .filter(one -> one.subject().equals(subject) && one.metric().equals(metric))
                .findFirst();
    }

    JsonObject toJson() {
        JsonArray all = new JsonArray();
        series.forEach(one -> all.add(one.toJson()));
        return new JsonObject()
                .put("measured", measured.toString())
                .put("size", size)
                .put("warm", warm)
                .put("seconds", seconds)
                .put("series", all)
                .put("notes", new JsonArray(notes))
                .put("raw", raw);
    }

    static ScenarioResult of(String scenario, JsonObject json) {
        return new ScenarioResult(
                scenario,
                Instant.parse(json.getString("measured")),
                json.getInteger("size"),
                json.getDouble("warm"),
                json.getDouble("seconds"),
                json.getJsonArray("series").stream()
                        .map(one -> Series.of((JsonObject) one))
                        .toList(),
                json.getJsonArray("notes").stream().map(String::valueOf).toList(),
                json.getJsonArray("raw"));
    }
}
