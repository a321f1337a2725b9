package io.hawser.bench.rig;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What the load generator says of a run: one line of JSON. */
public record LoadLine(JsonObject json) {
    /** The last such line among what it printed. */
    static Optional<LoadLine> last(String text) {
        return text.lines()
                .filter(line -> line.startsWith("{\"label\""))
                .reduce((first, second) -> second)
                .flatMap(LoadLine::parse);
    }

    private static Optional<LoadLine> parse(String line) {
        try {
            return Optional.of(new LoadLine(new JsonObject(line)));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** Deliveries, or answers, a second. */
    public double deliveries() {
        return json.getDouble("deliv_s");
    }

    /** Acknowledged reports a second. */
    public double acknowledged() {
        return json.getDouble("acked_s");
    }

    public double p50Ms() {
        return json.getDouble("p50_us") / 1000;
    }

    public double p99Ms() {
        return json.getDouble("p99_us") / 1000;
    }

    /** Seconds until all connections were there. */
    public double connectSeconds() {
        return json.getDouble("connect_s");
    }

    /** Cores used by the process that it was told of. */
    double serverCores() {
        return json.getDouble("srv_cpu");
    }

    /** Cores used by everybody but the generator and the process that it was told of; negative when it was told of none. */
    double otherCores() {
        return json.getDouble("other_cpu");
    }

    /** What arrived wrongly or not at all, in words; empty when all is well. */
    public Optional<String> wrong() {
        StringBuilder words = new StringBuilder();
        // Not "unparsed": a frame without a reading, who watches, say, is none of the load's.
        for (String count : List.of("gaps", "ooo", "dead", "stalls")) {
            long found = json.getLong(count, 0L);
            if (found > 0) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(found);
            }
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(words.toString());
    }
}
