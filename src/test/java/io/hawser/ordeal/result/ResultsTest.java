package io.hawser.ordeal.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class ResultsTest {
    private static final List<String> ORDER = List.of("storm", "flood");

    @TempDir
    private Path folder;

    @Test
    void gathersTheSeedsOfSeveralRuns() throws IOException {
        put("storm", false, held(1, "2026-01-01"), held(2, "2026-01-01"));
        put("storm", false, held(3, "2026-01-02"));

        assertThat(seeds(0)).containsExactly(1, 2, 3);
        assertThat(page())
                .contains("| [storm](#storm) | full | 3 of 3 | 0 |")
                .contains("3 of 3 seeds held: 1, 2 on 2026-01-01; 3 on 2026-01-02.");
    }

    @Test
    void letsASeedThatIsRunAgainTakeThePlaceOfItsOlderOutcome() throws IOException {
        put("storm", false, failed(1, "2026-01-01"), held(2, "2026-01-01"));
        assertThat(page()).contains("| 1 of 2 |").contains("**Seed 1 in the full form failed on 2026-01-01**: wet");

        put("storm", false, held(1, "2026-01-03"));

        assertThat(seeds(0)).containsExactly(1, 2);
        assertThat(page()).contains("| 2 of 2 |").doesNotContain("failed on");
    }

    @Test
    void keepsBothFormsOfEachOrdealTheFullOneFirst() throws IOException {
        put("flood", true, held(1, "2026-01-01"));
        put("storm", true, held(1, "2026-01-01"));
        put("storm", false, held(1, "2026-01-01"));

        JsonNode all = json();
        assertThat(all).hasSize(3);
        assertThat(all.get(0).path("name").asText()).isEqualTo("storm");
        assertThat(all.get(0).path("brief").asBoolean()).isFalse();
        assertThat(all.get(1).path("brief").asBoolean()).isTrue();
        assertThat(page().split("## storm", -1)).hasSize(2);
    }

    @Test
    void countsNoSeedThatRanUnderAnotherLoad() throws IOException {
        put("storm", false, held(1, "2026-01-01"));

        new Results(folder)
                .put(new Series("storm", "Rain.", "dry", false, "heavy rain", List.of(held(2, "2026-01-02"))), ORDER);

        assertThat(seeds(0)).containsExactly(2);
    }

    @Test
    void saysWhatWasFoundInWhichSeed() throws IOException {
        put("storm", false, new Outcome(7, "2026-01-01", Map.of("lost", 2), Map.of("mm", 3.5), List.of()));

        assertThat(page()).contains("| 0 of 1 | 2 | 0 |").contains("| mm | 3.50 | 3.50 | 3.50 |");
    }

    private void put(String name, boolean brief, Outcome... outcomes) throws IOException {
        new Results(folder).put(new Series(name, "Rain.", "dry", brief, "rain", Arrays.asList(outcomes)), ORDER);
    }

    private static Outcome held(long seed, String date) {
        return new Outcome(seed, date, Map.of("lost", 0), Map.of("mm", 2.0), List.of());
    }

    private static Outcome failed(long seed, String date) {
        return new Outcome(seed, date, Map.of("lost", 0), Map.of(), List.of("wet"));
    }

    private List<Integer> seeds(int series) throws IOException {
        return json().get(series).path("outcomes").findValues("seed").stream()
                .map(JsonNode::asInt)
                .toList();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("ordeals.json").toFile());
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("ordeals.md"));
    }
}
