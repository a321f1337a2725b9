package io.hawser.bench;

import io.hawser.bench.rig.Fleet;
import io.hawser.bench.rig.Hub;
import io.hawser.bench.rig.Load;

/** Devices that report to one terminal each. */
final class Pairs {
    private Pairs() {}

    static Load load(Hub hub, Fleet fleet) {
        return Load.of(hub)
                .reports()
                .with("--pairs")
                .with("--sub-msgs", fleet.partners("state"))
                .with("--pub-msgs", fleet.hellos())
                .with("--ready-frames", 4)
                .with("--pub-ready-frames", 1)
                .subscribers(fleet.size())
                .publishers(fleet.size());
    }
}
