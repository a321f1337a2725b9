package io.hawser.bench;

import io.hawser.bench.result.Chapter;
import io.hawser.bench.result.Findings;
import io.hawser.bench.result.Measurements;
import io.hawser.bench.result.Report;
import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Cores;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Machine;
import io.hawser.bench.rig.Plan;
import io.hawser.bench.rig.Relay;
import io.hawser.bench.rig.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hawser bench}: the hub measured on this machine, beside the brokers that are there. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Measures the hub on this machine, beside NATS and Mosquitto where these are installed.",
        description = {
            "",
            "Starts hubs, brokers and a load generator (which needs a C compiler), each pinned to its core, and writes what was"
                    + " measured as Markdown and JSON. Scenarios that are not run keep their last results. Nothing else should"
                    + " run meanwhile.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser bench                                 everything; an hour and a half",
            "  hawser bench single steady --rounds 5        some scenarios, more rounds",
            "  hawser bench reports --java-option=-XX:+UseParallelGC",
            "  hawser bench saturated --size 10 --rounds 1 --seconds 1 --warm 1   whether it works at all"
        })
public final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCENARIO", arity = "0..*", description = "What to measure; all of them if not given.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Tells what scenarios there are, and ends.")
    private boolean list;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds; ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "6",
            description = "How long each measurement takes; ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm",
            paramLabel = "S",
            defaultValue = "10",
            description = "Load before each, for Java's compiler; ${DEFAULT-VALUE}.")
    private double warm;

    @Option(
            names = "--hub-core",
            paramLabel = "N",
            defaultValue = "0",
            description = "The core of the hub with its Redis, and of each broker; ${DEFAULT-VALUE}.")
    private int hubCore;

    @Option(
            names = "--load-core",
            paramLabel = "N",
            defaultValue = "1",
            description = "The core of the load generator and of PostgreSQL; ${DEFAULT-VALUE}.")
    private int loadCore;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The Markdown. Default: docs/measurements.md in a checkout, else measurements.md.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "The figures. Default: beside the Markdown.")
    private @Nullable Path json;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "For the hub's Java, over its usual ones; may be repeated.")
    private List<String> javaOptions = new ArrayList<>();

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "How many terminals or devices stand for the thousand of the goals; all other numbers shrink with it."
                            + " To try it out: what comes of it proves nothing. ${DEFAULT-VALUE}.")
    private int size;

    @Option(names = "--hub-only", description = "Leaves the brokers out.")
    private boolean hubOnly;

    @Option(names = "--relay", hidden = true, description = "Is the bare relay at this port.")
    private @Nullable Integer relay;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        List<Scenario> all = Scenario.all();
        Integer relayPort = relay;
        if (relayPort != null) {
            return serve(relayPort);
        }
        if (list) {
            all.forEach(scenario -> out().println(String.format(
                    "%-10s %s", scenario.name(), scenario.chapter().title())));
            return 0;
        }
        try {
            return run(all, chosen(all));
        } catch (BenchFailure failure) {
            err().println("hawser bench: " + failure.getMessage());
            return 1;
        }
    }

    private int run(List<Scenario> all, List<Scenario> chosen) {
        Path text = markdown();
        Path figures = figures(text);
        Measurements known = read(figures);
        Plan plan = new Plan(rounds, seconds, warm, size, !hubOnly, new Cores(hubCore, loadCore), javaOptions);
        List<Chapter> chapters = all.stream().map(Scenario::chapter).toList();
        List<String> failed = new ArrayList<>();
        for (Scenario scenario : chosen) {
            try (Lab lab = new Lab(plan, out())) {
                if (!plan.cores().pin()) {
                    lab.say("Nothing is pinned: this needs taskset (apt install util-linux) and the cores " + hubCore
                            + " and " + loadCore + ". The figures mix server and load.");
                }
                Findings findings = new Findings();
                scenario.run(lab, findings);
                known = known.on(Machine.present())
                        .on(lab.learned())
                        .with(findings.result(scenario.name(), Instant.now(), size, warm, seconds));
                write(chapters, known, text, figures);
            } catch (BenchFailure failure) {
                err().println("hawser bench: " + scenario.name() + ": " + failure.getMessage());
                failed.add(scenario.name());
            }
        }
        out().println("Written: " + text + " and " + figures);
        return failed.isEmpty() ? 0 : 1;
    }

    private static void write(List<Chapter> chapters, Measurements known, Path text, Path figures) {
        try {
            known.write(figures);
            Measurements.replace(text, new Report(chapters, known).markdown());
        } catch (IOException e) {
            throw new BenchFailure("cannot write the results: " + e.getMessage());
        }
    }

    private static Measurements read(Path figures) {
        try {
            return Measurements.read(figures);
        } catch (IOException e) {
            throw new BenchFailure(String.valueOf(e.getMessage()));
        }
    }

    private List<Scenario> chosen(List<Scenario> all) {
        for (String name : names) {
            if (all.stream().noneMatch(scenario -> scenario.name().equals(name))) {
                throw new BenchFailure("there is no scenario " + name + "; --list tells them");
            }
        }
        return all.stream()
                .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
                .toList();
    }

    private Path markdown() {
        Path given = out;
        if (given != null) {
            return given;
        }
        boolean checkout = Files.exists(Path.of("pom.xml")) && Files.isDirectory(Path.of("docs"));
        return checkout ? Path.of("docs", "measurements.md") : Path.of("measurements.md");
    }

    private Path figures(Path text) {
        String name = String.valueOf(text.getFileName()).replaceFirst("\\.md$", "");
        return Optional.ofNullable(json).orElseGet(() -> text.resolveSibling(name + ".json"));
    }

    /** Until it is ended. */
    private static int serve(int port) {
        Vertx vertx = Vertx.vertx();
        Waiting.of(vertx.deployVerticle(new Relay(port)));
        while (true) {
            Waiting.pass(Duration.ofDays(1));
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
