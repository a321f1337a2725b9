package io.hawser.bench;

import static io.hawser.bench.result.Formula.median;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Goal;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Waiting;
import io.hawser.bench.rig.YearOfHistory;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Time travel, series and archiving over a year that has been. */
final class Year implements Scenario {
    private static final String NAME = "year";
    private static final int DEVICES = 20;
    private static final int ENTRIES = 10_000_000;
    private static final int DAY_OF_MANY = 1_000_000;
    private static final int ASKED = 200;
    private static final int FEW = 5;
    private static final double PATIENCE = 200;
    private static final Duration SNAPSHOTS = Duration.ofMinutes(20);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String TRAVEL = "state at a moment, p50";
    private static final String SERIES = "series of a day, p50";
    private static final String ARCHIVED = "archived";

    @Override
    public Chapter chapter() {
        return new Chapter(
                NAME,
                "a year of 20 devices, 10 million entries",
                "Loaded once by COPY into the hub's own PostgreSQL, nothing of it archived; the hub then takes its snapshots of 365 days."
                        + " Over REST, one request at a time, for random devices and moments of the year: 200 times state?at=, 200 times"
                        + " the series of a day in 200 buckets, 5 times that of the whole year in 365, and 200 times a page of the"
                        + " commands and faults before a moment. Then hawser archive takes out a day of 1,000,000 further entries:"
                        + " from asking for them to the end of the transaction that drops them.",
                List.of(
                        Goal.below("time travel", median(NAME, "hub", TRAVEL), PATIENCE, "ms"),
                        Goal.below("series of a day", median(NAME, "hub", SERIES), PATIENCE, "ms"),
                        Goal.atLeast("archiving a day", median(NAME, "hub", ARCHIVED), 300_000, "rows/s")));
    }

    @Override
    public void run(Lab lab, Findings findings) {
        Telling telling = new Telling(NAME, lab, findings);
        int rounds = lab.plan().rounds();
        try (Hub hub = Hub.start(lab, Hub.HEAP, List.of("archive.daily=false"));
                YearOfHistory year =
                        YearOfHistory.load(lab, hub, DEVICES, lab.plan().of(ENTRIES))) {
            telling.value("hub", "loaded", "entries/s", year.perSecond());
            telling.value("hub", "snapshots of the year", "s", year.snapshots(SNAPSHOTS));
            for (int round = 0; round < rounds; round++) {
                asked(telling, hub.root(), year, new SplittableRandom(round));
            }
            for (int round = 0; round < rounds; round++) {
                LocalDate day = year.dayBefore(rounds - round, lab.plan().of(DAY_OF_MANY));
                telling.value("hub", ARCHIVED, "rows/s", hub.archived(day));
            }
        }
    }

    private static void asked(Telling telling, HubClient root, YearOfHistory year, SplittableRandom random) {
        telling.value("hub", TRAVEL, "ms", p50(root, ASKED, () -> path(year, random, "/state?at=")));
        telling.value("hub", SERIES, "ms", p50(root, ASKED, () -> {
            Instant to = year.moment(random);
            return series(year, random, to.minus(DAY), to, 200);
        }));
        telling.value(
                "hub",
                "series of the year, p50",
                "ms",
                p50(root, FEW, () -> series(year, random, year.begin(), year.end(), 365)));
        telling.value(
                "hub",
                "page of commands and faults, p50",
                "ms",
                p50(root, ASKED, () -> path(year, random, "/log?kinds=command,fault&to=")));
    }

    private static String path(YearOfHistory year, SplittableRandom random, String what) {
        return "/devices/" + year.device(random.nextInt(DEVICES)) + what
                + year.moment(random).toEpochMilli();
    }

    private static String series(YearOfHistory year, SplittableRandom random, Instant from, Instant to, int buckets) {
        return "/devices/" + year.device(random.nextInt(DEVICES)) + "/series?property=temperature&from="
                + from.toEpochMilli() + "&to=" + to.toEpochMilli() + "&buckets=" + buckets;
    }

    /** The median time of so many requests one after the other. */
    private static double p50(HubClient root, int times, Supplier<String> path) {
        double[] took = new double[times];
        for (int i = 0; i < times; i++) {
            String asked = path.get();
            long begun = System.nanoTime();
            Waiting.of(root.call(HttpMethod.GET, asked, null));
            took[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(took);
        return took[times / 2];
    }
}
