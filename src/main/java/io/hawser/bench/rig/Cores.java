package io.hawser.bench.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which core runs what. Where there is no {@code taskset}, or one core only, everything runs anywhere.
 *
 * @param hub for the server under test and its Redis
 * @param load for the load generator, PostgreSQL and this program
 */
public record Cores(int hub, int load) {
    private static final int FILES = 262_144;

    /** Where a program is to run. */
    public enum Place {
        HUB,
        LOAD,
        ANYWHERE
    }

    /** Whether programs can be pinned. */
    public boolean pin() {
        return Programs.find("taskset").isPresent()
                && Math.max(hub, load) < Processes.cores()
                && Math.min(hub, load) >= 0;
    }

    /** The command with what pins it, and with leave for many open files where that can be given. */
    List<String> command(Place place, List<String> command) {
        List<String> all = new ArrayList<>();
        Optional<Path> taskset = Programs.find("taskset");
        if (place != Place.ANYWHERE && pin() && taskset.isPresent()) {
            all.addAll(List.of(taskset.get().toString(), "-c", String.valueOf(core(place))));
        }
        Optional<Path> prlimit = Programs.find("prlimit");
        if (prlimit.isPresent() && files() < FILES) {
            List<String> raised = List.of(prlimit.get().toString(), "--nofile=" + FILES + ":" + FILES);
            if (works(raised)) {
                all.addAll(raised);
            }
        }
        all.addAll(command);
        return all;
    }

    /** How many files, so sockets, a program started here may open. */
    public long most() {
        Optional<Path> prlimit = Programs.find("prlimit");
        boolean raised =
                prlimit.isPresent() && works(List.of(prlimit.get().toString(), "--nofile=" + FILES + ":" + FILES));
        return raised ? Math.max(FILES, files()) : files();
    }

    /** Moves a process with all its threads. One that has ended meanwhile is nobody's loss. */
    public void move(long pid, Place place) {
        Optional<Path> taskset = Programs.find("taskset");
        if (pin() && taskset.isPresent()) {
            Programs.run(List.of(taskset.get().toString(), "-acp", String.valueOf(core(place)), String.valueOf(pid)));
        }
    }

    private int core(Place place) {
        return place == Place.HUB ? hub : load;
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        return Programs.run(command).code() == 0;
    }

    private static long files() {
        return Processes.openFiles();
    }
}
