package io.hawser.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayReportTest {
    @Test
    void passesWhenEverythingIsEverywhere() {
        ReplayReport report = report(List.of(), 0, 4, List.of(4, 4));
        assertThat(report.isProven()).isTrue();
        assertThat(report.text()).contains("PASSED: all 4 changes").contains("each of 2 terminals");
    }

    @Test
    void failsWhenOneTerminalMissedSomething() {
        ReplayReport report = report(List.of(), 0, 4, List.of(4, 3));
        assertThat(report.isProven()).isFalse();
        assertThat(report.text()).contains("FAILED");
    }

    @Test
    void failsWhenSomethingWasNotStored() {
        assertThat(report(List.of(), 0, 3, List.of(4, 4)).isProven()).isFalse();
    }

    @Test
    void failsWhenAChainIsBrokenThoughNothingIsMissing() {
        ReplayReport report = report(List.of("terminal 1: a gap"), 3, 4, List.of(4, 4));
        assertThat(report.isProven()).isFalse();
        assertThat(report.text()).contains("! terminal 1: a gap").contains("and 2 more");
    }

    private static ReplayReport report(List<String> problems, long wrong, int acknowledged, List<Integer> told) {
        return new ReplayReport(
                List.of(new ReplayReport.Line("Fridge", "contact", "dev_1", 4, acknowledged, told)),
                problems,
                wrong,
                told.size(),
                0,
                Duration.ofSeconds(2),
                "none",
                "none");
    }
}
