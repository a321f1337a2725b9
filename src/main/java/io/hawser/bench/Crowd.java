package io.hawser.bench;

import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Load;
import java.time.Duration;

/** Connections that do nothing, or hardly anything. */
final class Crowd {
    static final int HEAP = 2048;

    /** Sockets beside those of the crowd. */
    private static final int SPARE = 2000;

    private static final Duration LONG = Duration.ofMinutes(30);

    private Crowd() {}

    /** Whether a process may open so many sockets; if not, that is noted. */
    static boolean fits(Lab lab, Telling telling, int count) {
        long most = lab.plan().cores().most();
        if (count + SPARE > most) {
            telling.note("%,d connections were left out: a process may open %,d files here (ulimit -Hn)"
                    .formatted(count, most));
            return false;
        }
        return true;
    }

    /** So many connections, or as many as a process may hold here. */
    static int most(Lab lab, Telling telling, int count) {
        long most = lab.plan().cores().most() - SPARE;
        if (count <= most) {
            return count;
        }
        telling.note("%,d connections were held, not %,d: a process may open %,d files here (ulimit -Hn)"
                .formatted(most, count, most + SPARE));
        return (int) most;
    }

    /** Terminals that only said hello. */
    static Load terminals(Hub hub, Fleet any, int count) {
        return Load.of(hub)
                .held(LONG)
                .with("--sub-msgs", any.idlers())
                .with("--ready-frames", 1)
                .subscribers(count)
                .publishers(0);
    }

    /** Devices that say hello and then only that they live. */
    static Load devices(Hub hub, Fleet fleet) {
        return Load.of(hub)
                .held(LONG)
                .with("--pub-msgs", fleet.hellos())
                .with("--pub-ready-frames", 1)
                .with("--ping", 30)
                .subscribers(0)
                .publishers(fleet.size());
    }
}
