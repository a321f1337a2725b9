package io.hawser.bench.result;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One figure of one subject, measured once a round.
 *
 * @param subject who was measured: "hub", "NATS WebSocket", …
 * @param metric what: "deliveries", "p99", …
 * @param unit of the values: "1/s", "ms", …
 * @param values in the order of the rounds, at least one
 */
public record Series(String subject, String metric, String unit, List<Value> values) {
    /**
     * What one round gave.
     *
     * @param disturbed whether others used the machine meanwhile, every time it was tried
     */
    public record Value(double number, boolean disturbed) {}

    public Series {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException(subject + ", " + metric + ": no values");
        }
    }

    /** The middle one, or the mean of the two in the middle. */
    public double median() {
        double[] sorted = values.stream().mapToDouble(Value::number).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    JsonObject toJson() {
        JsonArray numbers = new JsonArray();
        JsonArray disturbed = new JsonArray();
        values.forEach(value -> {
            numbers.add(value.number());
            disturbed.add(value.disturbed());
        });
        return new JsonObject()
                .put("subject", subject)
                .put("metric", metric)
                .put("unit", unit)
                .put("median", median())
                .put("values", numbers)
                .put("disturbed", disturbed);
    }

    static Series of(JsonObject json) {
        JsonArray numbers = json.getJsonArray("values");
        JsonArray disturbed = json.getJsonArray("disturbed");
        List<Value> values = IntStream.range(0, numbers.size())
                .mapToObj(i -> new Value(numbers.getDouble(i), disturbed.getBoolean(i)))
                .toList();
        return new Series(json.getString("subject"), json.getString("metric"), json.getString("unit"), values);
    }
}
