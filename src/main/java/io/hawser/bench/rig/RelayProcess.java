package io.hawser.bench.rig;

import java.time.Duration;
import java.util.List;

/** {@link Relay} as a process on the hub's core, with the hub's own Java options. */
public final class RelayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);

    private final Child child;
    private final int port;

    private RelayProcess(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    public static RelayProcess start(Lab lab, int heap) {
        int port = Lab.freePort();
        List<String> command = Hub.program(lab, heap);
        command.addAll(List.of("bench", "--relay", String.valueOf(port)));
        Child child = lab.start("relay", Cores.Place.HUB, command);
        if (!Waiting.until(START, () -> !child.isAlive() || Broker.accepts(port)) || !child.isAlive()) {
            child.close();
            throw new BenchFailure("the bare relay does not start: " + child.lastWords());
        }
        return new RelayProcess(child, port);
    }

    public Load load() {
        return Load.of("ws", port).with("--server-pid", child.pid());
    }

    public long pid() {
        return child.pid();
    }

    @Override
    public void close() {
        child.close();
    }
}
