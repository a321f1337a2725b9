package io.hawser.ordeal;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Cores;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Plan;
import io.hawser.ordeal.result.Outcome;
import io.hawser.ordeal.result.Results;
import io.hawser.ordeal.result.Series;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hawser ordeal}: breaks the hub and its stores under load and proves what held. */
@Command(
        name = "ordeal",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Breaks a hub and its stores under load, and proves that nothing acknowledged was lost.",
        description = {
            "",
            "Starts hubs and stores of its own in a temporary folder, kills, freezes and cuts them, and holds what all clients"
                    + " saw against what was kept. The results join those of other seeds in the folder; a seed that is run again replaces its"
                    + " older outcome.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser ordeal --list",
            "  hawser ordeal redis --first 7 --seeds 2 --out docs",
            "  hawser ordeal kill-hub --seeds 3 --short",
            "  hawser ordeal --out docs                   all of them at full size; hours",
        })
public final class OrdealCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "What to live through; everything if not given.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Tells what ordeals there are, and ends.")
    private boolean list;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "20", description = "Seeds of each; ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(
            names = "--first",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The first seed; ${DEFAULT-VALUE}.")
    private long first;

    @Option(names = "--short", description = "Small and quick, as in the test suite.")
    private boolean brief;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Writes ordeals.md and ordeals.json there.")
    private @Nullable Path out;

    @Option(names = "--keep", paramLabel = "FOLDER", description = "Keeps the notes of trials that failed there.")
    private @Nullable Path keep;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        // What its clients meet is noted; their log would only tell it again, a thousandfold.
        System.setProperty("hawser.log.level", "OFF");
        System.setProperty("hawser.log.others", "OFF");
        List<Ordeal> all = Ordeal.all();
        if (list) {
            all.forEach(ordeal -> out().println(String.format("%-12s %s", ordeal.name(), ordeal.title())));
            return 0;
        }
        for (String name : names) {
            if (all.stream().noneMatch(ordeal -> ordeal.name().equals(name))) {
                err().println("hawser ordeal: there is no ordeal " + name + "; --list tells them");
                return 1;
            }
        }
        boolean held = true;
        List<String> order = all.stream().map(Ordeal::name).toList();
        for (Ordeal ordeal : all) {
            if (names.isEmpty() || names.contains(ordeal.name())) {
                Optional<String> obstacle = ordeal.obstacle();
                if (obstacle.isPresent()) {
                    // What was not run neither held nor failed; whoever asked for just this did not get it.
                    out().println(ordeal.name() + " was not run: " + obstacle.get());
                    held &= names.isEmpty();
                    continue;
                }
                for (Outcome outcome : run(ordeal, order)) {
                    held &= outcome.passed();
                }
            }
        }
        return held ? 0 : 1;
    }

    private void write(Series series, List<String> order) {
        Path folder = out;
        if (folder != null) {
            try {
                new Results(folder).put(series, order);
            } catch (IOException e) {
                err().println("hawser ordeal: the results cannot be written: " + e.getMessage());
            }
        }
    }

    private List<Outcome> run(Ordeal ordeal, List<String> order) {
        List<Outcome> outcomes = new ArrayList<>();
        // Nothing is pinned to a core.
        Plan plan = new Plan(1, 1, 0, 1000, false, new Cores(-1, -1), List.of());
        long seed = first;
        while (outcomes.size() < seeds) {
            try (Lab lab = new Lab(plan, out());
                    Arena arena = new Arena(lab, ordeal)) {
                boolean sound = true;
                while (sound && outcomes.size() < seeds) {
                    Outcome outcome = run(ordeal, arena, seed++);
                    outcomes.add(outcome);
                    // Each at once: a run of hours may be ended at any time.
                    write(
                            new Series(
                                    ordeal.name(),
                                    ordeal.title(),
                                    ordeal.shows(),
                                    brief,
                                    ordeal.scale(brief).words(),
                                    List.of(outcome)),
                            order);
                    // After a trial that failed nobody knows what is left of the arena.
                    sound = outcome.passed() && !ordeal.wantsFreshArena();
                }
            }
        }
        return outcomes;
    }

    private Outcome run(Ordeal ordeal, Arena arena, long seed) {
        Trial trial = new Trial(seed, brief, ordeal.scale(brief));
        try {
            ordeal.run(arena, trial);
            trial.require(!arena.hub().leaks(), "the hub's log tells of a buffer that was never released");
        } catch (BenchFailure failure) {
            trial.require(false, String.valueOf(failure.getMessage()));
        }
        Outcome outcome = trial.outcome(LocalDate.now(ZoneOffset.UTC).toString());
        out().println(ordeal.name() + " " + seed + ": " + (outcome.passed() ? "held" : "FAILED") + " "
                + outcome.figures());
        if (!outcome.passed()) {
            keep(ordeal.name() + "-" + seed, trial, arena);
        }
        outcome.failures().forEach(failure -> out().println("    " + failure));
        out().flush();
        return outcome;
    }

    private void keep(String name, Trial trial, Arena arena) {
        Path folder = keep;
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(
                    folder.resolve(name).resolve("hub.log"), arena.hub().log());
            for (int other = 0; other < trial.printed().size(); other++) {
                Files.writeString(
                        folder.resolve(name).resolve("hub-" + (other + 2) + ".log"),
                        trial.printed().get(other));
            }
            for (Path notes : trial.notes()) {
                try (Stream<Path> files = Files.list(notes)) {
                    for (Path file : files.toList()) {
                        Files.copy(file, folder.resolve(name).resolve(file.getFileName()), REPLACE_EXISTING);
                    }
                }
            }
        } catch (IOException e) {
            err().println("hawser ordeal: the notes cannot be kept: " + e.getMessage());
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
