package io.hawser.ordeal.result;

import io.hawser.ordeal.proof.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
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
            `scripts/ordeal NAME` repeats one of them, `scripts/ordeal` all, and `scripts/test` a short form of most. Seeds are gathered over
            many runs, and one that is run again takes the place of its older outcome. A trial on a machine that does something else
            as well may fail for that; its seed stays here as failed until it is run again.

            Under load every client notes what it does and sees, and afterwards a checker holds that against what can be read over
            REST and what PostgreSQL holds. It counts, and of each there must be none:

            """;

    private static final String FOOT = """

            ## What is not here

            - A message that makes a handler throw: `DeviceSocketTest`, `TerminalSocketTest` and `EdgeVerticleTest` have it, over real
              connections.
            - Somebody who sets the clock of Redis or PostgreSQL: `clock` sets the one that the hub sees.
            - A network that parts nodes from each other: they meet only in Redis, and `nodes` cuts one of them off from it.
            - Redis with replicas that fail over, and a Redis Cluster under load: `RedisClusterIT` and `ClusterChannelsIT` have a cluster
              of two without load.
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
        page.append("\n| ordeal | form | seeds held of run | ")
                .append(Arrays.stream(Fault.values()).map(Fault::title).collect(Collectors.joining(" | ")))
                .append(" |\n| --- | --- | ---: |")
                .append(" ---: |".repeat(Fault.values().length))
                .append('\n');
        all.forEach(series -> page.append(row(series)));
        Map<String, List<Series>> chapters =
                all.stream().collect(Collectors.groupingBy(Series::name, LinkedHashMap::new, Collectors.toList()));
        chapters.values().forEach(forms -> page.append(chapter(forms)));
        return page.append(FOOT).toString();
    }

    private static String row(Series series) {
        boolean checked =
                series.outcomes().stream().anyMatch(outcome -> !outcome.faults().isEmpty());
        return "| [" + series.name() + "](#" + series.name() + ") | " + form(series) + " | " + held(series) + " | "
                + Arrays.stream(Fault.values())
                        .map(fault -> checked ? String.valueOf(sum(series, fault)) : "–")
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }

    private static String form(Series series) {
        return series.brief() ? "short" : "full";
    }

    private static String held(Series series) {
        return series.passed() + " of " + series.outcomes().size();
    }

    private static int sum(Series series, Fault fault) {
        return series.outcomes().stream()
                .mapToInt(outcome -> outcome.faults().getOrDefault(fault.title(), 0))
                .sum();
    }

    private static String chapter(List<Series> forms) {
        Series any = forms.get(0);
        return "\n## " + any.name() + "\n\n" + any.title() + "\n\nMust hold: " + any.shows() + "\n"
                + forms.stream().map(Page::part).collect(Collectors.joining());
    }

    private static String part(Series series) {
        StringBuilder text = new StringBuilder("\nIn the " + form(series) + " form, with " + series.scale() + ", "
                + held(series) + " seeds held: " + seeds(series) + ".\n");
        Map<String, DoubleSummaryStatistics> figures = new TreeMap<>();
        series.outcomes()
                .forEach(outcome -> outcome.figures()
                        .forEach((name, value) -> figures.computeIfAbsent(name, none -> new DoubleSummaryStatistics())
                                .accept(value)));
        if (!figures.isEmpty()) {
            text.append("\n| of each seed, " + form(series)
                    + " form | least | mean | most |\n| --- | ---: | ---: | ---: |\n");
            figures.forEach((name, numbers) -> text.append("| " + name + " | " + number(numbers.getMin()) + " | "
                    + number(numbers.getAverage()) + " | " + number(numbers.getMax()) + " |\n"));
        }
        series.outcomes()
                .forEach(outcome -> outcome.failures()
                        .forEach(failure -> text.append("\n**Seed " + outcome.seed() + " in the " + form(series)
                                + " form failed on " + outcome.date() + "**: " + failure + "\n")));
        return text.toString();
    }

    /** By the day on which they ran. */
    private static String seeds(Series series) {
        TreeMap<String, List<String>> byDay = new TreeMap<>();
        series.outcomes()
                .forEach(outcome -> byDay.computeIfAbsent(outcome.date(), none -> new ArrayList<>())
                        .add(String.valueOf(outcome.seed())));
        return byDay.entrySet().stream()
                .map(day -> String.join(", ", day.getValue()) + " on " + day.getKey())
                .collect(Collectors.joining("; "));
    }

    private static String number(double value) {
        return value == Math.rint(value) || Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
