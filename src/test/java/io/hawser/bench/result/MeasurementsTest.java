package io.hawser.bench.result;

import static io.hawser.bench.result.Formula.median;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anotherRunReplacesItsScenarioAndLeavesTheOthers() throws IOException {
        Path file = folder.resolve("deep/measurements.json");
        Measurements.NONE
                .on(Map.of("Kernel", "6.1", "NATS", "2.9"))
                .with(result("single", 10, 5))
                .with(result("steady", 3, 4))
                .write(file);
        Measurements.read(file)
                .on(Map.of("Kernel", "6.2"))
                .with(result("single", 20, 4))
                .write(file);

        Measurements read = Measurements.read(file);
        assertThat(read.scenarios()).containsOnlyKeys("single", "steady");
        assertThat(median("single", "hub", "deliveries").of(read)).hasValue(20);
        assertThat(median("steady", "hub", "deliveries").of(read)).hasValue(3);
        assertThat(read.machine()).isEqualTo(Map.of("Kernel", "6.2", "NATS", "2.9"));
        assertThat(folder.resolve("deep")).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void withoutAFileNothingIsMeasured() throws IOException {
        assertThat(Measurements.read(folder.resolve("none.json"))).isEqualTo(Measurements.NONE);
    }

    @Test
    void anotherFileIsNotOverwrittenButToldOf() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"name\":\"a package\"}");
        assertThatThrownBy(() -> Measurements.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " holds no measurements");
    }

    @Test
    void aGoalIsHeldAgainstTheRatioOfTheMedians() {
        Measurements all = Measurements.NONE.with(result("single", 30, 2));
        Formula ratio = median("single", "hub", "deliveries").over(median("single", "peer", "deliveries"));

        assertThat(Goal.atLeast("so fast", ratio, 15, "×").met(all)).contains(true);
        assertThat(Goal.atLeast("so fast", ratio, 15.1, "×").met(all)).contains(false);
        assertThat(Goal.atMost("so slow", ratio, 15, "×").met(all)).contains(true);
        assertThat(Goal.below("so slow", ratio, 15, "×").met(all)).contains(false);
        assertThat(Goal.below("so slow", ratio, 15, "×").reached(all)).isEqualTo("15 ×");
        assertThat(median("single", "hub", "deliveries")
                        .minus(median("single", "peer", "deliveries"))
                        .of(all))
                .hasValue(28);
    }

    @Test
    void whatWasNotMeasuredMeetsNothingAndFailsNothing() {
        Formula ratio = median("single", "hub", "deliveries").over(median("many", "hub", "deliveries"));
        Goal goal = Goal.atLeast("so fast", ratio, 1, "×");
        Measurements half = Measurements.NONE.with(result("single", 30, 2));

        assertThat(goal.met(half)).isEmpty();
        assertThat(goal.reached(half)).isEqualTo("–");
        assertThat(goal.met(half.with(result("many", 0, 1)))).isEmpty();
    }

    static ScenarioResult result(String scenario, double hub, double peer) {
        Findings findings = new Findings();
        findings.add("hub", "deliveries", "1/s", hub, false);
        findings.add("peer", "deliveries", "1/s", peer, true);
        return findings.result(scenario, Instant.parse("2026-02-03T04:05:06Z"), 1000, 10, 6);
    }

    static List<Goal> goals(String scenario) {
        return List.of(Goal.atLeast(
                "deliveries against | the peer",
                median(scenario, "hub", "deliveries").over(median(scenario, "peer", "deliveries")),
                15,
                "×"));
    }
}
