package io.hawser.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Chapter> CHAPTERS = List.of(
            new Chapter("single", "one at a time", "How it is done.", MeasurementsTest.goals("single")),
            new Chapter("many", "many at a time", "How else.", MeasurementsTest.goals("many")));

    @Test
    void beginsWithWhatIsReachedAndWhatIsNot() {
        String text = render(Measurements.NONE
                .with(MeasurementsTest.result("single", 30_000, 1000))
                .with(MeasurementsTest.result("many", 1000, 1000)));
        assertThat(text)
                .contains("| single | deliveries against \\| the peer | ≥ 15 × | 30 × | yes | 2026-02-03 |\n")
                .contains("| many | deliveries against \\| the peer | ≥ 15 × | 1 × | no | 2026-02-03 |\n");
        assertThat(text.indexOf("## What is reached")).isLessThan(text.indexOf("## single: one at a time"));
    }

    @Test
    void showsTheMedianAndEachRoundAndMarksTheDisturbed() {
        Findings findings = new Findings();
        for (double value : new double[] {3, 1, 2.25}) {
            findings.add("hub", "deliveries", "1/s", value * 1000, value == 3);
        }
        findings.note("two lines\n# and no heading");
        ScenarioResult result = findings.result("single", Instant.EPOCH, 1000, 10, 6);

        assertThat(render(Measurements.NONE.on(Map.of("Kernel", "6.1")).with(result)))
                .contains("| hub | deliveries | 1/s | 2,250 | 3,000 *; 1,000; 2,250 |\n")
                .contains("- Note: two lines # and no heading\n")
                .contains("- Kernel: 6.1\n")
                .contains("How it is done.");
    }

    @Test
    void saysWhatWasNotMeasured() {
        assertThat(render(Measurements.NONE))
                .contains("| single | deliveries against \\| the peer | ≥ 15 × | – | – | – |\n")
                .contains("## many: many at a time\n\nHow else.\n\nNot measured yet.\n");
    }

    @Test
    void aTrialWithLessProvesNothing() {
        Findings findings = new Findings();
        findings.add("hub", "deliveries", "1/s", 100);
        findings.add("peer", "deliveries", "1/s", 1);
        assertThat(render(Measurements.NONE.with(findings.result("single", Instant.EPOCH, 10, 1, 1))))
                .contains("| 100 × | yes (tried small) |")
                .contains("tried with 10 instead of 1,000");
    }

    @Test
    void numbersHaveThreeDigitsThatTell() {
        assertThat(List.of(
                        Numbers.text(4_350_000),
                        Numbers.text(435.4),
                        Numbers.text(43.54),
                        Numbers.text(4.354),
                        Numbers.text(0.4),
                        Numbers.text(15)))
                .containsExactly("4,350,000", "435", "43.5", "4.35", "0.40", "15");
    }

    private static String render(Measurements all) {
        return new Report(CHAPTERS, all).markdown();
    }
}
