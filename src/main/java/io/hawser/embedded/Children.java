package io.hawser.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What both stores need of processes. */
final class Children {
    private Children() {}

    /** A port that was free just now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * The processes that are certainly ours: their program lies in our folder of programs and their arguments name our file or
     * folder. A number in a pid file alone proves nothing, since numbers are used again. What they forked, which looks the same
     * for a moment, is left out: it ends with them.
     */
    static List<ProcessHandle> running(Path binaries, String program, Path argument) {
        List<ProcessHandle> ours = ProcessHandle.allProcesses()
                .filter(process -> {
                    ProcessHandle.Info info = process.info();
                    String command = info.command().orElse("");
                    return command.startsWith(binaries + "/")
                            && Path.of(command).getFileName().toString().startsWith(program)
                            && info.arguments().stream().flatMap(Arrays::stream).anyMatch(argument.toString()::equals);
                })
                .toList();
        return ours.stream()
                .filter(process -> process.parent().filter(ours::contains).isEmpty())
                .toList();
    }

    /** Asks the processes to end and, if they have not by then, ends them. */
    static void end(List<ProcessHandle> processes, Duration patience) {
        processes.forEach(ProcessHandle::destroy);
        if (!await(patience, () -> processes.stream().allMatch(Children::gone))) {
            processes.forEach(ProcessHandle::destroyForcibly);
            await(Duration.ofSeconds(5), () -> processes.stream().allMatch(Children::gone));
        }
    }

    /**
     * Whether a process runs no program any more. In a container whose first process does not look after orphans, what has ended
     * still counts as alive.
     */
    private static boolean gone(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }

    /** Looks every 20 ms until the condition holds; false when it did not in time. */
    static boolean await(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Runs a program to its end, in the given folder, with files private.
     *
     * @return what it said, with its exit code
     */
    static Outcome run(Path folder, Duration patience, List<String> command) throws IOException {
        Path output = Files.createTempFile(folder, "run", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, "took longer than " + patience.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** How a program ended. */
    record Outcome(int code, String output) {
        /** Its last words on one line. */
        String lastWords() {
            List<String> lines = output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        }
    }

    /** The last words of a log file, on one line. */
    static String tail(Path log) {
        try {
            return new Outcome(0, Files.readString(log, StandardCharsets.ISO_8859_1)).lastWords();
        } catch (IOException e) {
            return "it left no log at " + log;
        }
    }
}
