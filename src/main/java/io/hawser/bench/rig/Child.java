package io.hawser.bench.rig;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program started here; what it prints goes to a file. Closing it asks it to end, and ends it if it does not. */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LAST_WORDS = 600;

    private final String name;
    private final Process process;
    private final Path out;

    private Child(String name, Process process, Path out) {
        this.name = name;
        this.process = process;
        this.out = out;
    }

    static Child start(String name, List<String> command, Path folder, Path out) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        // What this shell sets for a hub is not meant for the one that is measured.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("HAWSER_"));
        try {
            return new Child(name, builder.start(), out);
        } catch (IOException e) {
            throw new BenchFailure(name + " cannot start: " + e.getMessage());
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public String text() {
        try {
            return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until it prints this; fails when it ends before or takes too long. */
    Matcher await(Pattern pattern, Duration patience) {
        boolean[] over = new boolean[1];
        @Nullable Matcher[] found = new Matcher[1];
        boolean seen = Waiting.until(patience, () -> {
            // Asked in this order, what it printed last is not missed.
            over[0] = !process.isAlive();
            Matcher matcher = pattern.matcher(text());
            if (matcher.find()) {
                found[0] = matcher;
            }
            return found[0] != null || over[0];
        });
        Optional<Matcher> match = Optional.ofNullable(found[0]);
        return match.orElseThrow(() -> new BenchFailure(
                name + (seen ? " has ended: " : " takes longer than " + patience.toSeconds() + " s: ") + lastWords()));
    }

    /** Waits for its end; the exit code. */
    int ended(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchFailure(name + " takes longer than " + patience.toSeconds() + " s: " + lastWords());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    public String lastWords() {
        String text = text().strip();
        return text.substring(Math.max(0, text.length() - LAST_WORDS));
    }

    /** Stands still until {@link #resume}. */
    public void pause() {
        Processes.signal("STOP", List.of(process.pid()));
    }

    public void resume() {
        Processes.signal("CONT", List.of(process.pid()));
    }

    /** Asks it to end. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once, without a word, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        ended(PATIENCE);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
            Processes.end(List.of(process.toHandle()), PATIENCE);
        }
    }
}
