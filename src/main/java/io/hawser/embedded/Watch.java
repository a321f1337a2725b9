package io.hawser.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a store again that ended by itself, be it for want of memory or by somebody's hand, until it is told to leave it. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String store;
    private final Supplier<List<ProcessHandle>> processes;
    private final Restart restart;
    private boolean closed;

    /** Starts the store at the same place. */
    @FunctionalInterface
    interface Restart {
        void run() throws IOException;
    }

    /** @param processes those of the store, looked up anew each time */
    Watch(String store, Supplier<List<ProcessHandle>> processes, Restart restart) {
        this.store = store;
        this.processes = processes;
        this.restart = restart;
        follow();
    }

    /** From now on its end is meant; a restart that is on is waited for. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private void follow() {
        processes.get().forEach(process -> process.onExit().thenRunAsync(this::ended, this::apart));
    }

    private void apart(Runnable task) {
        Thread thread = new Thread(task, "restart-" + store);
        thread.setDaemon(true);
        thread.start();
    }

    private void ended() {
        Duration pause = Duration.ofMillis(100);
        while (!again()) {
            try {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
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
            follow();
            return true;
        } catch (IOException | EmbeddedFailure e) {
            LOG.atError().setCause(e).addKeyValue("store", store).log("embedded store does not start again");
            return false;
        }
    }
}
