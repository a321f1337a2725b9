package io.hawser.bench;

import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Numbers;
import io.hawser.bench.rig.Fanload;
import io.hawser.bench.rig.Lab;

/** One scenario's findings as they come: kept, and told to whoever waits. */
final class Telling {
    private final String scenario;
    private final Lab lab;
    private final Findings findings;

    Telling(String scenario, Lab lab, Findings findings) {
        this.scenario = scenario;
        this.lab = lab;
        this.findings = findings;
    }

    /** A run of the load generator, as it spoke of itself; what arrived wrongly becomes a note. */
    void run(String subject, String what, Fanload.Run run) {
        findings.raw(subject, what, run.line().json());
        run.line().wrong().ifPresent(wrong -> note(subject + ", " + what + ": " + wrong));
    }

    void value(String subject, String metric, String unit, double value) {
        value(subject, metric, unit, value, false);
    }

    void value(String subject, String metric, String unit, double value, boolean disturbed) {
        findings.add(subject, metric, unit, value, disturbed);
        lab.say("%s: %s, %s: %s %s%s"
                .formatted(scenario, subject, metric, Numbers.text(value), unit, disturbed ? " (disturbed)" : ""));
    }

    void note(String line) {
        findings.note(line);
        lab.say(scenario + ": " + line);
    }
}
