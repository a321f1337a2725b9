package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.load.Scale;
import io.hawser.ordeal.rig.Heap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A steady load on a small heap. */
final class Soak implements Ordeal {
    private static final int MEASUREMENTS = 5;
    private static final double GROWTH = 0.1;
    private static final long NOISE_KIB = 2048;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String title() {
        return "A steady 2,000 reports a second for an hour with `-Xmx256m` (200 a second for 40 s in the short form), with commands and changing"
                + " grants.";
    }

    @Override
    public String shows() {
        return "no fault; what the heap holds after a forced collection grows by at most a tenth and 2 MiB from the first fifth to the end.";
    }

    @Override
    public int heap() {
        return 256;
    }

    @Override
    public Scale scale(boolean brief) {
        return brief ? new Scale(20, 4, 2, 10) : new Scale(200, 10, 3, 10);
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (Load load = arena.load(trial)) {
            load.begin();
            Duration part = trial.seconds(3600, 40).dividedBy(MEASUREMENTS);
            List<Long> heaps = new ArrayList<>();
            for (int i = 0; i < MEASUREMENTS; i++) {
                Waiting.pass(part);
                heaps.add(Heap.usedKib(arena.hub().pid()));
            }
            long first = heaps.get(0);
            long last = heaps.get(MEASUREMENTS - 1);
            trial.figure("KiB of heap after a fifth", first);
            trial.figure("KiB of heap in the end", last);
            trial.require(last <= first * (1 + GROWTH) + NOISE_KIB, "the heap grew: " + heaps + " KiB");
            load.settle();
            trial.judge(load.judge(arena.stores().postgres().url()));
        }
    }
}
