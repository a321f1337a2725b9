package io.hawser.simulator;

import io.hawser.simulator.replay.BadRecording;
import io.hawser.simulator.replay.Recording;
import io.hawser.simulator.replay.Replay;
import io.hawser.simulator.replay.ReplayReport;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hawser replay}: a recorded home, and the proof that nothing of it was lost. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Plays a recorded home through real device sockets and proves that nothing is lost.",
        description = {
            "",
            "Each sensor of the recording becomes a device that tells its changes with the recorded time; terminals watch them all."
                    + " At the end every change must have been stored and have reached every terminal, in order, none missing,"
                    + " none twice. The exit code is 0 when that is so and 1 when it is not.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser replay home.tsv --speed 3600                 an hour a second, in the home of the demo",
            "  hawser replay home.tsv --speed max --login ana      as fast as it goes; asks for the password"
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final long PROGRESS_SECONDS = 5;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description =
                    "The recording, as van Kasteren et al. publish theirs: a list of sensors, then rows of start, end, sensor and 1.")
    private Path file = Path.of("");

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "3600",
            description =
                    "How many recorded seconds pass in one, or max: as fast as it goes; ${DEFAULT-VALUE} if not given.")
    private String speed = "";

    @Option(
            names = "--terminals",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many terminals watch; ${DEFAULT-VALUE} if not given.")
    private int terminals;

    @Option(names = "--keep", description = "Leaves the devices, with their history, in the hub.")
    private boolean keep;

    @Mixin
    private HubAccess access = new HubAccess();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Vertx vertx = Vertx.vertx();
        try {
            return run(vertx, out()) ? 0 : 1;
        } catch (CommandFailure failure) {
            err().println("hawser replay: " + failure.getMessage());
            return 1;
        } finally {
            vertx.close().await();
        }
    }

    private boolean run(Vertx vertx, PrintWriter out) {
        double pace = pace();
        if (terminals < 1) {
            throw new CommandFailure("--terminals " + terminals + ": at least one has to watch");
        }
        Recording recording = recording();
        HubClient hub = Outcome.of(access.open(vertx, Clock.systemUTC()));
        Replay replay =
                new Replay(vertx, hub, recording, pace, Clock.systemUTC(), new SplittableRandom(System.nanoTime()));
        out.println(introduction(recording, pace));
        Future<ReplayReport> running = replay.run(terminals, keep);
        ReplayReport report = watch(running, replay, recording.steps().size(), out);
        Outcome.of(hub.close());
        out.println();
        out.println(report.text());
        return report.isProven();
    }

    private static ReplayReport watch(Future<ReplayReport> running, Replay replay, int all, PrintWriter out) {
        while (true) {
            try {
                running.toCompletionStage().toCompletableFuture().get(PROGRESS_SECONDS, TimeUnit.SECONDS);
                return Outcome.of(running);
            } catch (TimeoutException e) {
                Replay.Progress now = replay.progress();
                out.println(String.format(
                        Locale.ROOT,
                        "%d of %d sent, %d stored, %d in every terminal",
                        now.sent(),
                        all,
                        now.stored(),
                        now.told()));
            } catch (ExecutionException e) {
                return Outcome.of(running);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted");
            }
        }
    }

    private String introduction(Recording recording, double pace) {
        Duration length = recording.length();
        String text = String.format(
                Locale.ROOT,
                "%d sensors, %d changes in %d days, watched by %d terminals",
                recording.sensors().size(),
                recording.steps().size(),
                length.toDays() + 1,
                terminals);
        if (recording.joined() > 0) {
            text += "; " + recording.joined() + " rows that overlap the one before are part of it";
        }
        return pace > 0
                ? text + String.format(Locale.ROOT, "; this takes %s", minutes(length.toMillis() / 1000.0 / pace))
                : text;
    }

    private static String minutes(double seconds) {
        return seconds < 90
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }

    private Recording recording() {
        try {
            return Recording.read(file);
        } catch (BadRecording e) {
            throw new CommandFailure(file + ", " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + e.getMessage());
        }
    }

    private double pace() {
        if (speed.equalsIgnoreCase("max")) {
            return 0;
        }
        try {
            double pace = Double.parseDouble(speed);
            if (pace >= 0 && Double.isFinite(pace)) {
                return pace;
            }
        } catch (NumberFormatException e) {
            // Said below, for both ways of being wrong.
        }
        throw new CommandFailure("--speed " + speed + ": a number from 0, or max");
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
