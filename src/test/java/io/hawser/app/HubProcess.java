package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process of its own, started as an operator starts it. */
final class HubProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Hawser is ready at http://localhost:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * Before the command: a suite that was started in the background hands down that Ctrl-C is to be ignored, and Java heeds that. An
     * operator's shell does not.
     */
    private static final List<String> FOREGROUND = foreground(List.of("env", "--default-signal=INT"));

    private final Process process;
    private final Lines out;
    private final Lines err;

    private HubProcess(Process process) {
        this.process = process;
        out = new Lines(process.getInputStream());
        err = new Lines(process.getErrorStream());
    }

    /** Runs {@code hawser} with these arguments in the folder. */
    static HubProcess run(Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(FOREGROUND);
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        if (Runtime.version().feature() > 21) {
            // The jar's manifest says the same.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.hawser.app.Hawser"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HAWSER_"));
        builder.environment().putAll(environment);
        try {
            return new HubProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing where this {@code env} does not know it. */
    private static List<String> foreground(List<String> words) {
        List<String> tried = new ArrayList<>(words);
        tried.add("true");
        try {
            return new ProcessBuilder(tried).start().waitFor() == 0 ? words : List.of();
        } catch (IOException | InterruptedException e) {
            return List.of();
        }
    }

    /** Waits until it says that it is ready; the port. */
    int ready() {
        return out.await(READY, PATIENCE)
                .map(ready -> Integer.parseInt(ready.group(1)))
                .orElseThrow(() -> new AssertionError("not ready: " + out() + err()));
    }

    /** Sends SIGTERM. */
    HubProcess terminate() {
        process.destroy();
        return this;
    }

    /** Sends SIGKILL. */
    HubProcess kill() {
        process.destroyForcibly();
        return this;
    }

    /** Sends any signal by its name. */
    HubProcess signal(String name) {
        try {
            int sent = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(sent).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Waits for its end; the exit code. */
    int ended() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ended; %s %s", out(), err())
                    .isTrue();
            out.drain();
            err.drain();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it has printed; all of it, once it {@link #ended}. */
    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate().ended();
        }
    }

    /** What a process prints, line by line as it comes. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();
        private final Thread reader;
        private boolean over;

        Lines(InputStream from) {
            reader = new Thread(() -> follow(from), "hub-output");
            reader.setDaemon(true);
            reader.start();
        }

        /** Waits until the pattern is found; empty when the process ends before or takes too long. */
        synchronized Optional<Matcher> await(Pattern pattern, Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            Matcher matcher = pattern.matcher(text.toString());
            while (!matcher.find()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (over || left <= 0) {
                    return Optional.empty();
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                matcher = pattern.matcher(text.toString());
            }
            return Optional.of(matcher);
        }

        synchronized String text() {
            return text.toString();
        }

        /** Waits until there is no more. */
        void drain() throws InterruptedException {
            reader.join(PATIENCE.toMillis());
        }

        private void follow(InputStream from) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("cannot be read on: " + e);
            }
            end();
        }

        private synchronized void add(String line) {
            text.append(line).append('\n');
            notifyAll();
        }

        private synchronized void end() {
            over = true;
            notifyAll();
        }
    }
}
