package io.hawser.bench.result;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The measurements as Markdown: what is reached, on what machine, how to repeat it, and every figure. */
public final class Report {
    private static final int WHOLE = 1000;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final List<Chapter> chapters;
    private final Measurements all;

    public Report(List<Chapter> chapters, Measurements all) {
        this.chapters = List.copyOf(chapters);
        this.all = all;
    }

    public String markdown() {
        StringBuilder text = new StringBuilder(8192);
        text.append("""
                # Measurements

                Written by `scripts/bench`; the figures behind it are in the JSON file beside it. Ratios hold on other machines, absolute
                figures do not. The hub is all of it: authenticated sessions, the write to Redis before the delivery, Redis on the hub's core.

                ## What is reached

                """);
        summary(text);
        text.append("\n## Machine\n\n");
        all.machine()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(cell(value))
                        .append('\n'));
        text.append("""

                ## How to repeat it

                ```sh
                scripts/bench                        everything; an hour and a half
                scripts/bench single steady          some scenarios; the results of the others stay
                scripts/bench --list                 what there is
                ```

                Nothing else should run meanwhile. The server under test and its Redis are pinned to one core; load generator and PostgreSQL to another.
                Rounds are interleaved (A B A B …), and what is quoted is the median. A round marked * was disturbed: others used more than
                0.15 of a core each time it was tried.
                """);
        chapters.forEach(chapter -> chapter(text, chapter));
        return text.toString();
    }

    private void summary(StringBuilder text) {
        text.append("| scenario | what | goal | reached | met | measured |\n| --- | --- | --- | --- | --- | --- |\n");
        for (Chapter chapter : chapters) {
            for (Goal goal : chapter.goals()) {
                row(
                        text,
                        List.of(
                                chapter.name(),
                                goal.what(),
                                goal.bound().text(),
                                goal.reached(all),
                                met(chapter, goal),
                                day(all.scenarios().get(chapter.name()))));
            }
        }
    }

    private void chapter(StringBuilder text, Chapter chapter) {
        text.append("\n## ")
                .append(chapter.name())
                .append(": ")
                .append(chapter.title())
                .append("\n\n");
        text.append(chapter.story()).append('\n');
        ScenarioResult result = all.scenarios().get(chapter.name());
        if (result == null) {
            text.append("\nNot measured yet.\n");
            return;
        }
        text.append(String.format(
                Locale.ROOT,
                "%nMeasured on %s, %s s after %s s of warming up%s.%n%n",
                day(result),
                Numbers.text(result.seconds()),
                Numbers.text(result.warm()),
                isWhole(result) ? "" : "; tried with " + result.size() + " instead of 1,000, which proves nothing"));
        text.append("| subject | metric | unit | median | rounds |\n| --- | --- | --- | ---: | --- |\n");
        result.series()
                .forEach(series -> row(
                        text,
                        List.of(
                                series.subject(),
                                series.metric(),
                                series.unit(),
                                Numbers.text(series.median()),
                                rounds(series))));
        text.append('\n');
        for (Goal goal : chapter.goals()) {
            text.append("- Goal: ")
                    .append(goal.what())
                    .append(' ')
                    .append(goal.bound().text())
                    .append("; reached ")
                    .append(goal.reached(all))
                    .append(": ")
                    .append(met(chapter, goal))
                    .append('\n');
        }
        result.notes()
                .forEach(note -> text.append("- Note: ").append(cell(note)).append('\n'));
    }

    private String met(Chapter chapter, Goal goal) {
        Optional<Boolean> met = goal.met(all);
        if (met.isEmpty()) {
            return "–";
        }
        ScenarioResult result = all.scenarios().get(chapter.name());
        String word = met.get() ? "yes" : "no";
        return result != null && isWhole(result) ? word : word + " (tried small)";
    }

    private static boolean isWhole(ScenarioResult result) {
        return result.size() == WHOLE;
    }

    private static String rounds(Series series) {
        return series.values().stream()
                .map(value -> Numbers.text(value.number()) + (value.disturbed() ? " *" : ""))
                .collect(Collectors.joining("; "));
    }

    private static String day(@Nullable ScenarioResult result) {
        return result == null ? "–" : DAY.format(result.measured());
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(Report::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** A text that neither ends its cell nor its line. */
    private static String cell(String text) {
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ").replace("|", "\\|");
    }
}
