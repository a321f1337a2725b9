package io.hawser.bench.rig;

import java.time.Duration;
import java.util.List;

/** CPU of processes during a time that is waited for. */
public final class Cost {
    private Cost() {}

    /** Waits and tells how many cores each group of processes used meanwhile. */
    public static double[] cores(List<List<Long>> groups, Duration time) {
        long begun = System.nanoTime();
        double[] before = groups.stream().mapToDouble(Processes::cpuSeconds).toArray();
        Waiting.pass(time);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double[] cores = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            cores[i] = (Processes.cpuSeconds(groups.get(i)) - before[i]) / seconds;
        }
        return cores;
    }
}
