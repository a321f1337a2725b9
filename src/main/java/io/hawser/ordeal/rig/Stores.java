package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Processes;
import io.hawser.bench.rig.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The two stores of a trial, which outlive its hubs. */
public final class Stores implements AutoCloseable {
    private final Redis redis;
    private final Postgres postgres;

    /** Starts both in the lab's folder, under nobody's care. */
    public Stores(Lab lab) {
        Path programs = lab.fresh("bin");
        redis = new Redis(lab.fresh("redis"), programs, false);
        postgres = new Postgres(lab.fresh("postgres"), programs, false);
    }

    /** Starts both on these disks, each looked after as a hub looks after its own: should it end, it is started again. */
    public Stores(Lab lab, Disks disks) {
        Path programs = lab.fresh("bin");
        redis = new Redis(disks.redis().folder("redis"), programs, true);
        postgres = new Postgres(disks.postgres().folder("postgres"), programs, true);
    }

    public Redis redis() {
        return redis;
    }

    public Postgres postgres() {
        return postgres;
    }

    static void gone(String name, Supplier<List<ProcessHandle>> processes, Duration patience) {
        if (!Waiting.until(patience, () -> processes.get().isEmpty())) {
            throw new BenchFailure(name + " does not end within " + patience.toSeconds() + " s: "
                    + String.join("; ", Processes.told(Processes.families(processes.get()))));
        }
    }

    /** Sends a signal to a store that must run; fails with {@link BenchFailure} where it does not. */
    static void signal(String name, String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            throw new BenchFailure("there is no " + name + " to signal");
        }
        Processes.signal(signal, Processes.pids(processes));
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
    }
}
