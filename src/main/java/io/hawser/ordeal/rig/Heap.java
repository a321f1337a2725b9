package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Programs;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java process still holds when everything that is garbage is gone. */
public final class Heap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private Heap() {}

    /** KiB of live objects, counted right after a forced collection; fails with {@link BenchFailure} where there is no {@code jcmd}. */
    public static long usedKib(long pid) {
        Matcher total = TOTAL.matcher(Programs.jcmd(pid, "GC.class_histogram"));
        if (!total.find()) {
            throw new BenchFailure("jcmd counts no objects");
        }
        return Long.parseLong(total.group(1)) / 1024;
    }
}
