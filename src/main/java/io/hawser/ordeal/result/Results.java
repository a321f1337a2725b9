package io.hawser.ordeal.result;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What came of each ordeal in each form, over all its runs, in a folder: {@code ordeals.json} and, for readers, {@code ordeals.md}. */
public final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    public Results(Path folder) {
        this.folder = folder;
    }

    /**
     * Joins these seeds to those that the ordeal has in this form.
     *
     * @param order all ordeals' names; what is not among them is dropped
     */
    public void put(Series series, List<String> order) throws IOException {
        List<Series> all = new ArrayList<>(read());
        Series joined = all.stream()
                .filter(series::isLike)
                .findFirst()
                .map(old -> old.joined(series))
                .orElse(series);
        all.removeIf(series::isLike);
        all.add(joined);
        all.removeIf(one -> !order.contains(one.name()));
        all.sort(Comparator.<Series>comparingInt(one -> order.indexOf(one.name()))
                .thenComparing(Series::brief));
        Files.createDirectories(folder);
        write("ordeals.json", JSON.writeValueAsString(all) + "\n");
        write("ordeals.md", new Page(all).markdown());
    }

    /** Whole or not at all: hours of work are in it. */
    private void write(String name, String text) throws IOException {
        Path part = folder.resolve(name + ".part");
        Files.writeString(part, text);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<Series> read() throws IOException {
        Path json = folder.resolve("ordeals.json");
        return Files.exists(json) ? JSON.readValue(json.toFile(), new TypeReference<List<Series>>() {}) : List.of();
    }
}
