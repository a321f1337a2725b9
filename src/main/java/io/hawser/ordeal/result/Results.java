package io.hawser.ordeal.result;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The last series of each ordeal, in a folder: {@code ordeals.json} and, for readers, {@code ordeals.md}. */
public final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    public Results(Path folder) {
        this.folder = folder;
    }

    /** Puts a series in the place of the one that the ordeal had. */
    public void put(Series series, List<String> order) throws IOException {
        TreeMap<Integer, Series> all = new TreeMap<>();
        List<Series> known = new ArrayList<>(read());
        known.removeIf(old -> old.name().equals(series.name()));
        known.add(series);
        known.stream()
                .filter(one -> order.contains(one.name()))
                .forEach(one -> all.put(order.indexOf(one.name()), one));
        Files.createDirectories(folder);
        Files.writeString(json(), JSON.writeValueAsString(all.values()) + "\n");
        Files.writeString(folder.resolve("ordeals.md"), new Page(List.copyOf(all.values())).markdown());
    }

    private List<Series> read() throws IOException {
        return Files.exists(json()) ? JSON.readValue(json().toFile(), new TypeReference<List<Series>>() {}) : List.of();
    }

    private Path json() {
        return folder.resolve("ordeals.json");
    }
}
