package io.hawser.ordeal.result;

import io.hawser.ordeal.proof.Fault;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page for readers: nothing but what ran. */
final class Page {
    private static final String HEAD = """
            # Ordeals

            What the hub lived through, rendered by `scripts/ordeal` from `ordeals.json`; nothing here is written by hand.
            `scripts/ordeal NAME` repeats one of them, `scripts/ordeal` all, and `scripts/test` a short form of most.

            Under load every client notes what it does and sees, and afterwards a checker holds that against what can be read over
            REST and what PostgreSQL holds. It counts, and of each there must be none:

            """;

    private static final String FOOT = """

            ## What is not here

            - A message that makes a handler throw: `DeviceSocketTest`, `TerminalSocketTest` and `EdgeVerticleTest` have it, over real
              connections.
            - Somebody who sets the clock of Redis or PostgreSQL: `clock` sets the one that the hub sees.
            - Publish/subscribe links to other nodes, which this hub does not have: `takeover` has a second hub on the same stores, and
              what it shows is the fence in Redis.
            """;

    private final List<Series> all;

    Page(List<Series> all) {
        this.all = all;
    }

    String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Fault fault : Fault.values()) {
            page.append("- **")
                    .append(fault.title())
                    .append("**: ")
                    .append(fault.meaning())
                    .append('\n');
        }
        page.append("\n| ordeal | form | seeds | passed | ")
                .append(Arrays.stream(Fault.values()).map(Fault::title).collect(Collectors.joining(" | ")))
                .append(" |\n| --- | --- | ---: | ---: |")
                .append(" ---: |".repeat(Fault.values().length))
                .append('\n');
        all.forEach(series -> page.append(row(series)));
        all.forEach(series -> page.append(chapter(series)));
        return page.append(FOOT).toString();
    }

    private static String row(Series series) {
        boolean checked =
                series.outcomes().stream().anyMatch(outcome -> !outcome.faults().isEmpty());
        return "| [" + series.name() + "](#" + series.name() + ") | " + (series.brief() ? "short" : "full") + " | "
                + series.outcomes().size() + " | " + series.passed() + " | "
                + Arrays.stream(Fault.values())
                        .map(fault -> checked ? String.valueOf(sum(series, fault)) : "–")
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }

    private static int sum(Series series, Fault fault) {
        return series.outcomes().stream()
                .mapToInt(outcome -> outcome.faults().getOrDefault(fault.title(), 0))
                .sum();
    }

    private static String chapter(Series series) {
        StringBuilder text = new StringBuilder("\n## " + series.name() + "\n\n" + series.title() + "\n\nMust hold: "
                + series.shows() + "\n\nRan " + series.date() + ", " + (series.brief() ? "in the short form, " : "")
                + series.scale() + "; seeds "
                + series.outcomes().stream()
                        .map(outcome -> String.valueOf(outcome.seed()))
                        .collect(Collectors.joining(", "))
                + ".\n");
        Map<String, DoubleSummaryStatistics> figures = new TreeMap<>();
        series.outcomes()
                .forEach(outcome -> outcome.figures()
                        .forEach((name, value) -> figures.computeIfAbsent(name, none -> new DoubleSummaryStatistics())
                                .accept(value)));
        if (!figures.isEmpty()) {
            text.append("\n| of each seed | least | mean | most |\n| --- | ---: | ---: | ---: |\n");
            figures.forEach((name, numbers) -> text.append("| " + name + " | " + number(numbers.getMin()) + " | "
                    + number(numbers.getAverage()) + " | " + number(numbers.getMax()) + " |\n"));
        }
        series.outcomes()
                .forEach(outcome -> outcome.failures()
                        .forEach(
                                failure -> text.append("\n**Seed " + outcome.seed() + " failed**: " + failure + "\n")));
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
