package io.hawser.ordeal;

import io.hawser.ordeal.load.Crowd;
import io.hawser.ordeal.load.Scale;
import io.hawser.ordeal.rig.Heap;
import io.hawser.simulator.wire.DeviceCredentials;
import java.time.Duration;
import java.util.List;

/** A crowd of devices that all come back at once. */
final class Reconnect implements Ordeal {
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final long NOISE_KIB = 2048;

    @Override
    public String name() {
        return "reconnect";
    }

    @Override
    public String title() {
        return "10,000 devices from 127.0.0.1 to 127.0.0.8 (500 in the short form) lose their links at the same moment and come back.";
    }

    @Override
    public String shows() {
        return "all are back within 60 s, each by resume, none is refused; a second time takes no more of the hub's heap than the first.";
    }

    @Override
    public Scale scale(boolean brief) {
        return new Scale(brief ? 500 : 10_000, 0, 1, 0);
    }

    @Override
    public void run(Arena arena, Trial trial) {
        List<DeviceCredentials> devices =
                arena.devices(arena.root(), trial.scale().devices());
        try (Crowd crowd = new Crowd(arena.vertx(), arena.hub().address(), devices, trial.seed())) {
            crowd.start();
            double slowest = 0;
            long heap = 0;
            for (int round = 0; round < 3; round++) {
                crowd.loseAll();
                long begun = System.nanoTime();
                Arena.await("all devices back", BACK, crowd::isBack);
                slowest = Math.max(slowest, (System.nanoTime() - begun) / 1e9);
                long now = Heap.usedKib(arena.hub().pid());
                if (round == 0) {
                    heap = now;
                }
                trial.figure("KiB of heap after time " + (round + 1), now);
                trial.require(
                        now - heap <= NOISE_KIB + heap / 20, "the heap grew from " + heap + " to " + now + " KiB");
            }
            trial.figure("seconds until all were back, the slowest of three times", slowest);
            trial.figure("comebacks without resume", crowd.unresumed());
            trial.require(crowd.unresumed() == 0, crowd.unresumed() + " came back without their session");
            trial.require(crowd.refused() == 0, crowd.refused() + " were refused");
        }
    }
}
