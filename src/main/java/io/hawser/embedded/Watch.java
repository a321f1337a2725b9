package io.hawser.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a store again that ended by itself, be it for want of memory or room or by somebody's hand, until it is told to leave it: at once
 * the first time, and after ever longer pauses where it does not start or does not live.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** What lived for less is not started again at once: whatever ended it is still there. */
    private static final Duration CALM = Duration.ofSeconds(10);

    private final String store;
    private final Supplier<List<ProcessHandle>> processes;
    private final Restart restart;
    private final Consumer<Duration> wait;
    private final LongSupplier nanos;
    private Duration pause = FIRST_PAUSE;
    private long begun;
    private boolean closed;

    /** Starts the store at the same place. */
    @FunctionalInterface
    interface Restart {
        void run() throws IOException;
    }

    /** @param processes those of the store, looked up anew each time */
    Watch(String store, Supplier<List<ProcessHandle>> processes, Restart restart) {
        this(store, processes, restart, Watch::sleep, System::nanoTime);
    }

    /** @param wait lets a time pass */
    Watch(
            String store,
            Supplier<List<ProcessHandle>> processes,
            Restart restart,
            Consumer<Duration> wait,
            LongSupplier nanos) {
        this.store = store;
        this.processes = processes;
        this.restart = restart;
        this.wait = wait;
        this.nanos = nanos;
        if (!follow()) {
            apart(this::ended);
        }
    }

    /** From now on its end is meant; a restart that is on is waited for. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    /** Whether there is anything whose end will be heard of. */
    private synchronized boolean follow() {
        begun = nanos.getAsLong();
        List<ProcessHandle> running = processes.get();
        running.forEach(process -> process.onExit().thenRunAsync(this::ended, this::apart));
        return !running.isEmpty();
    }

    private void apart(Runnable task) {
        Thread thread = new Thread(task, "restart-" + store);
        thread.setDaemon(true);
        thread.start();
    }

    private void ended() {
        if (wasCalm()) {
            pause = FIRST_PAUSE;
        } else {
            waitLonger();
        }
        while (!again() && !Thread.currentThread().isInterrupted()) {
            waitLonger();
        }
    }

    private synchronized boolean wasCalm() {
        return nanos.getAsLong() - begun >= CALM.toNanos();
    }

    private void waitLonger() {
        wait.accept(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is nothing left to do. */
    private synchronized boolean again() {
        if (closed || !processes.get().isEmpty()) {
            return true;
        }
        LOG.atError().addKeyValue("store", store).log("embedded store ended by itself, starting it again");
        try {
            restart.run();
            // What has ended by now is not heard of any more.
            return follow();
        } catch (IOException | EmbeddedFailure e) {
            LOG.atError().setCause(e).addKeyValue("store", store).log("embedded store does not start again");
            return false;
        }
    }
}
