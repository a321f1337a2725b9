package io.hawser.bench.result;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every scenario's last run, and the machine they ran on: {@code {"machine":{…},"scenarios":{"single":{…},…}}} as a file. A new run
 * of one replaces that one only.
 *
 * @param machine what it is and what ran on it, by name
 */
public record Measurements(Map<String, String> machine, Map<String, ScenarioResult> scenarios) {
    /** Nothing measured yet. */
    public static final Measurements NONE = new Measurements(Map.of(), Map.of());

    public Measurements {
        machine = Collections.unmodifiableMap(new TreeMap<>(machine));
        scenarios = Collections.unmodifiableMap(new TreeMap<>(scenarios));
    }

    /** What the file has; nothing when there is none. Fails with {@link IOException} when it is no such file. */
    public static Measurements read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NONE;
        }
        try {
            return of(new JsonObject(Files.readString(file)));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IOException(file + " holds no measurements", e);
        }
    }

    /** Replaces the file, as a whole or not at all. */
    public void write(Path file) throws IOException {
        replace(file, toJson().encodePrettily() + "\n");
    }

    /** Writes a text beside its place first, so that nobody finds half of it. */
    public static void replace(Path file, String text) throws IOException {
        Path whole = file.toAbsolutePath();
        Path parent = whole.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Path fresh = whole.resolveSibling(whole.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING);
    }

    public Measurements with(ScenarioResult result) {
        Map<String, ScenarioResult> all = new TreeMap<>(scenarios);
        all.put(result.scenario(), result);
        return new Measurements(machine, all);
    }

    /** On this machine: what is known anew replaces what was known of the same name. */
    public Measurements on(Map<String, String> present) {
        Map<String, String> all = new TreeMap<>(machine);
        all.putAll(present);
        return new Measurements(all, scenarios);
    }

    Optional<Series> find(String scenario, String subject, String metric) {
        return Optional.ofNullable(scenarios.get(scenario)).flatMap(result -> result.find(subject, metric));
    }

    JsonObject toJson() {
        JsonObject known = new JsonObject();
        machine.forEach(known::put);
        JsonObject results = new JsonObject();
        scenarios.forEach((name, result) -> results.put(name, result.toJson()));
        return new JsonObject().put("machine", known).put("scenarios", results);
    }

    static Measurements of(JsonObject json) {
        Map<String, String> known = new TreeMap<>();
        json.getJsonObject("machine").forEach(entry -> known.put(entry.getKey(), String.valueOf(entry.getValue())));
        Map<String, ScenarioResult> results = new TreeMap<>();
        json.getJsonObject("scenarios")
                .forEach(entry ->
                        results.put(entry.getKey(), ScenarioResult.of(entry.getKey(), (JsonObject) entry.getValue())));
        return new Measurements(known, results);
    }
}
