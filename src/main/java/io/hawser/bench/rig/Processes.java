package io.hawser.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Reading of Linux' {@code /proc}. A process that has ended has used nothing. */
public final class Processes {
    /** What Linux counts CPU time in, on every machine that it runs Java on. */
    private static final double TICKS = 100;

    private Processes() {}

    /** Seconds of CPU that the processes have used since they began. */
    static double cpuSeconds(Collection<Long> pids) {
        return pids.stream().mapToDouble(Processes::cpuSeconds).sum();
    }

    private static double cpuSeconds(long pid) {
        String stat = read(Path.of("/proc", String.valueOf(pid), "stat"));
        // A name may hold spaces and brackets; what follows its last bracket begins with the third field.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > 12 ? (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS : 0;
    }

    /** Resident memory in KiB. */
    public static long residentKib(long pid) {
        return number(Path.of("/proc", String.valueOf(pid), "status"), "VmRSS:");
    }

    /** All memory of the machine in KiB. */
    static long memoryKib() {
        return number(Path.of("/proc/meminfo"), "MemTotal:");
    }

    /** All cores of the machine, also those that this program does not run on. */
    static int cores() {
        return (int) read(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("processor"))
                .count();
    }

    /** How many files this program may open, as its hard limit has it. */
    static long openFiles() {
        return read(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.strip().split("\\s{2,}"))
                .filter(fields -> fields.length > 2 && fields[2].matches("\\d+"))
                .mapToLong(fields -> Long.parseLong(fields[2]))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The processes whose arguments name a file or folder under this one. */
    public static List<ProcessHandle> naming(Path folder) {
        String name = folder.toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> read(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                        .contains(name + "/"))
                .toList();
    }

    /** With all that descends from them. */
    public static List<ProcessHandle> families(List<ProcessHandle> processes) {
        return processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
    }

    public static List<Long> pids(List<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).toList();
    }

    /** What each is called and how it stands, as {@code ps} tells it. */
    public static List<String> told(Collection<ProcessHandle> processes) {
        return processes.stream().map(process -> told(process.pid())).toList();
    }

    private static String told(long pid) {
        Path folder = Path.of("/proc", String.valueOf(pid));
        String stat = read(folder.resolve("stat"));
        return pid + " " + read(folder.resolve("cmdline")).replace('\0', ' ').strip() + " ["
                + stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 2)[0] + " "
                + read(folder.resolve("wchan")) + "]";
    }

    /** Sends a signal by its name. */
    public static void signal(String name, Collection<Long> pids) {
        if (!pids.isEmpty()) {
            Programs.run(
                    Stream.concat(Stream.of("kill", "-" + name), pids.stream().map(String::valueOf))
                            .toList());
        }
    }

    /** Asks them to end and, where they do not, ends them. */
    public static void end(List<ProcessHandle> processes, Duration patience) {
        processes.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(Processes::runs) && System.nanoTime() < end) {
            Waiting.pass(Duration.ofMillis(20));
        }
        processes.stream().filter(Processes::runs).forEach(ProcessHandle::destroyForcibly);
    }

    /** Where nobody looks after orphans, what has ended still counts as alive; it has no arguments any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive()
                && !read(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                        .isEmpty();
    }

    private static long number(Path file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    /** Its text; empty when it is gone. */
    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
