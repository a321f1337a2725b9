package io.hawser.bench.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The load generator, one epoll loop in C for all protocols, compiled from this program's own source. */
public final class Fanload {
    private static final String SOURCE = "/bench/fanload.c";
    private static final double DISTURBED = 0.15;
    private static final int TRIES = 3;
    private static final Duration MARGIN = Duration.ofSeconds(200);
    private static final Pattern READY = Pattern.compile("\\{\"label\".*\"event\":\"ready\".*\\}");

    private final Lab lab;
    private final Path program;

    private Fanload(Lab lab, Path program) {
        this.lab = lab;
        this.program = program;
    }

    /**
     * A run.
     *
     * @param disturbed whether others used the machine, each time it was tried
     * @param cores used by the server with all that belongs to it
     */
    public record Run(LoadLine line, boolean disturbed, double cores) {}

    /** Connections that are kept until this is closed. */
    public record Held(Child child, LoadLine line) implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    static Fanload compile(Lab lab) {
        Path compiler = Stream.of("cc", "gcc", "clang")
                .flatMap(name -> Programs.find(name).stream())
                .findFirst()
                .orElseThrow(() ->
                        new BenchFailure("a C compiler is needed for the load generator: apt install gcc libc6-dev"));
        Path source = lab.fresh("fanload.c");
        Path program = lab.fresh("fanload");
        try (InputStream in = Fanload.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new BenchFailure("this build carries no " + SOURCE);
            }
            Files.copy(in, source);
        } catch (IOException e) {
            throw new BenchFailure("cannot write " + source + ": " + e.getMessage());
        }
        Programs.Ended ended = Programs.run(
                List.of(compiler.toString(), "-O2", "-march=native", "-o", program.toString(), source.toString()));
        if (ended.code() != 0) {
            throw new BenchFailure("the load generator does not compile: " + ended.text());
        }
        return new Fanload(lab, program);
    }

    /** {@link #measure(Supplier, double, double, List, List)} of a hub, with its Redis, and PostgreSQL as a friend. */
    public Run measure(Supplier<Load> load, double warm, double seconds, Hub hub) {
        return measure(load, warm, seconds, hub.redis(), hub.postgres());
    }

    /** {@link #measure(Supplier, double, double, List, List)} of a server that is one process. */
    public Run measure(Supplier<Load> load, double warm, double seconds) {
        return measure(load, warm, seconds, List.of(), List.of());
    }

    /**
     * Runs a load to its end, up to three times as long as others use the machine meanwhile.
     *
     * @param load made anew for each try, since a device's numbers begin anew with its boot
     * @param parts processes that belong to the server, beside the one that the load names
     * @param friends processes that may work meanwhile and count as nobody's
     */
    private Run measure(Supplier<Load> load, double warm, double seconds, List<Long> parts, List<Long> friends) {
        Duration measured = Duration.ofMillis(Math.round(seconds * 1000));
        List<Long> known = new ArrayList<>(friends);
        known.add(ProcessHandle.current().pid());
        for (int attempt = 1; ; attempt++) {
            try (CpuMeter ofParts = new CpuMeter(parts);
                    CpuMeter ofKnown = new CpuMeter(known);
                    Child child = begin(load.get().lasting(warm, seconds))) {
                int code = child.ended(MARGIN.plusMillis(Math.round((warm + seconds) * 1000)));
                double partCores = ofParts.cores(measured);
                double others = -partCores - ofKnown.cores(measured);
                LoadLine line = line(child);
                if (code != 0) {
                    throw new BenchFailure("the load generator failed: " + child.lastWords());
                }
                if (line.deliveries() <= 0) {
                    // No time at all would pass for a very short one.
                    throw new BenchFailure("nothing arrived: " + child.lastWords());
                }
                others += line.otherCores();
                line.json().put("parts_cpu", partCores).put("others_cpu", others);
                if (others <= DISTURBED || attempt == TRIES) {
                    return new Run(line, others > DISTURBED, line.serverCores() + partCores);
                }
                lab.say(String.format(Locale.ROOT, "  others used %.2f of a core: once more", others));
            }
        }
    }

    /** Starts a load and lets it run. */
    public Child begin(Load load) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(load.options());
        return lab.start("fanload", Cores.Place.LOAD, command);
    }

    /** Opens connections and keeps them; returns when all are there. */
    public Held hold(Load load) {
        Child child = begin(load);
        try {
            String line = child.await(READY, MARGIN).group();
            return new Held(child, LoadLine.last(line).orElseThrow());
        } catch (RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /** Tells a load to come to its end; what it says of itself until then. */
    public LoadLine finish(Child load) {
        load.terminate();
        load.ended(Duration.ofSeconds(30));
        return line(load);
    }

    private static LoadLine line(Child child) {
        return LoadLine.last(child.text())
                .orElseThrow(() -> new BenchFailure("the load generator failed: " + child.lastWords()));
    }
}
