package io.hawser.bench.rig;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The programs of this machine. */
public final class Programs {
    private static final long PATIENCE_SECONDS = 60;

    private Programs() {}

    /**
     * How a short program ended.
     *
     * @param text what it printed, errors included
     */
    public record Ended(int code, String text) {}

    /** Where a program is: on the path, or where Debian keeps servers. */
    public static Optional<Path> find(String name) {
        @Nullable String path = System.getenv("PATH");
        return Stream.concat(
                        Stream.of((path == null ? "" : path).split(File.pathSeparator))
                                .filter(folder -> !folder.isEmpty()),
                        Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it to its end. */
    public static Ended run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new BenchFailure(command.get(0) + " does not end");
            }
            return new Ended(process.exitValue(), text.strip());
        } catch (IOException e) {
            throw new BenchFailure(command.get(0) + " cannot run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    /** What this Java's {@code jcmd} says to a command for another one; fails with {@link BenchFailure} where it can't be asked. */
    public static String jcmd(long pid, String command) {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(program)) {
            throw new BenchFailure(
                    "there is no " + program + ": install the JDK rather than the JRE (openjdk-17-jdk-headless)");
        }
        Ended ended = run(List.of(program.toString(), String.valueOf(pid), command));
        if (ended.code() != 0) {
            throw new BenchFailure("jcmd cannot reach the hub: " + ended.text());
        }
        return ended.text();
    }

    /** The first line of what it says, errors included; empty when it is not there. */
    public static Optional<String> firstLine(String name, String... arguments) {
        return find(name)
                .flatMap(program -> run(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                                .toList())
                        .text()
                        .lines()
                        .findFirst());
    }
}
