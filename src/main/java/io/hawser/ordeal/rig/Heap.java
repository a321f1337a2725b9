package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java process still holds when everything that is garbage is gone. */
public final class Heap {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final int COLLECTIONS = 2;

    private Heap() {}

    /** KiB of used heap after forced collections; fails with {@link BenchFailure} where there is no {@code jcmd}. */
    public static long usedKib(long pid) {
        for (int i = 0; i < COLLECTIONS; i++) {
            jcmd(pid, "GC.run");
        }
        // The Java heap is told by generation first, then what lies beside it.
        String told = jcmd(pid, "GC.heap_info");
        Matcher used = USED.matcher(told.substring(0, Math.max(0, told.indexOf("Metaspace"))));
        long sum = 0;
        while (used.find()) {
            sum += Long.parseLong(used.group(1));
        }
        return sum;
    }

    private static String jcmd(long pid, String command) {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!program.toFile().canExecute()) {
            throw new BenchFailure("there is no " + program + ": install the JDK rather than the JRE");
        }
        Programs.Ended ended = Programs.run(List.of(program.toString(), String.valueOf(pid), command));
        if (ended.code() != 0) {
            throw new BenchFailure("jcmd cannot reach the hub: " + ended.text());
        }
        return ended.text();
    }
}
