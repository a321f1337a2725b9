package io.hawser.app;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** The hub as a process: it runs until a signal, drains, and ends. A second signal ends it at once. */
final class Service {
    private static final int KILLED = 130;

    private final HubConfig config;
    private final MonotonicClock clock;
    private final boolean demo;
    private final boolean trial;
    private final PrintStream out;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** @param trial whether to stop as soon as the hub is ready */
    Service(HubConfig config, MonotonicClock clock, boolean demo, boolean trial) {
        this.config = config;
        this.clock = clock;
        this.demo = demo;
        this.trial = trial;
        // Lines for people must not stand between those of a JSON log.
        this.out = config.log().format() == HubConfig.Format.JSON ? System.err : System.out;
    }

    /** Returns the exit code once the hub has stopped. */
    int run() throws InterruptedException {
        Signals.onStop(this::signal);
        try (Hub hub = Hub.start(config, clock)) {
            if (demo) {
                try (Demo home = Demo.start(hub)) {
                    home.lines().forEach(out::println);
                    serve(hub);
                }
            } else {
                hub.setupCode().ifPresent(code -> out.println("Set-up code for the first administrator: " + code));
                serve(hub);
            }
        }
        return 0;
    }

    private void serve(Hub hub) throws InterruptedException {
        out.println("Hawser is ready at " + hub.url());
        out.flush();
        if (!trial) {
            stop.await();
        }
    }

    private synchronized void signal() {
        if (stop.getCount() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
        stop.countDown();
    }
}
