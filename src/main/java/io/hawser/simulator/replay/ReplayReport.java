package io.hawser.simulator.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a replay proved.
 *
 * @param lines one for each sensor
 * @param problems what went wrong, in words; empty when everything is as it must be
 * @param wrong how many such things there were, of which {@code problems} may hold only the first
 * @param terminals how many terminals watched
 * @param merged how many steps reached some terminal merged with others
 * @param took how long it took
 * @param acknowledged how long acks took, in words
 * @param delivered how long changes took to the terminals, in words
 */
public record ReplayReport(
        List<Line> lines,
        List<String> problems,
        long wrong,
        int terminals,
        int merged,
        Duration took,
        String acknowledged,
        String delivered) {
    public ReplayReport {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /**
     * One sensor's numbers.
     *
     * @param told by terminal
     */
    public record Line(String sensor, String model, String device, int recorded, int acknowledged, List<Integer> told) {
        public Line {
            told = List.copyOf(told);
        }

        boolean isWhole() {
            return acknowledged == recorded && told.stream().allMatch(count -> count == recorded);
        }
    }

    /** Whether every change was acknowledged and told to every terminal, in order, none missing and none twice. */
    public boolean isProven() {
        return wrong == 0 && lines.stream().allMatch(Line::isWhole);
    }

    /** How many changes the sensors made. */
    public int recorded() {
        return lines.stream().mapToInt(Line::recorded).sum();
    }

    /** A table and a verdict for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int name = lines.stream().mapToInt(line -> line.sensor().length()).max().orElse(0);
        String format = "  %-" + Math.max(name, 6) + "s  %-8s  %8s  %8s%s%n";
        List<Object> heads = new ArrayList<>();
        List<Object> sums = new ArrayList<>();
        for (int i = 0; i < terminals; i++) {
            int terminal = i;
            heads.add("terminal " + (i + 1));
            sums.add(lines.stream().mapToInt(line -> line.told().get(terminal)).sum());
        }
        text.append(String.format(Locale.ROOT, format, "sensor", "model", "changes", "stored", columns(heads)));
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    format,
                    line.sensor(),
                    line.model(),
                    line.recorded(),
                    line.acknowledged(),
                    columns(line.told())));
        }
        int stored = lines.stream().mapToInt(Line::acknowledged).sum();
        text.append(String.format(Locale.ROOT, format, "all", "", recorded(), stored, columns(sums)));
        double seconds = Math.max(0.001, took.toMillis() / 1000.0);
        text.append(String.format(
                Locale.ROOT,
                "%n  %d changes in %.1f s (%.0f a second)%n  acknowledged: %s%n  in terminals: %s%n",
                recorded(),
                seconds,
                recorded() / seconds,
                acknowledged,
                delivered));
        if (merged > 0) {
            text.append(String.format(Locale.ROOT, "  %d changes came merged, because a terminal was slow%n", merged));
        }
        problems.forEach(problem -> text.append("  ! ").append(problem).append(System.lineSeparator()));
        if (wrong > problems.size()) {
            text.append(String.format(Locale.ROOT, "  ! and %d more%n", wrong - problems.size()));
        }
        return text.append(System.lineSeparator()).append(verdict()).toString();
    }

    private String verdict() {
        if (!isProven()) {
            return "FAILED: not every change arrived everywhere as it must.";
        }
        return String.format(
                Locale.ROOT,
                "PASSED: all %d changes were stored and arrived in %s, in order, none missing, none twice.",
                recorded(),
                terminals == 1 ? "the terminal" : "each of " + terminals + " terminals");
    }

    private static String columns(List<?> values) {
        StringBuilder columns = new StringBuilder();
        values.forEach(value -> columns.append(String.format(Locale.ROOT, "  %10s", value)));
        return columns.toString();
    }
}
