package io.hawser.bench.rig;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** How much CPU some processes use, looked at four times a second, so that it can be told afterwards for any last stretch of time. */
final class CpuMeter implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(250);

    private final List<Long> pids;
    private final Deque<Look> looks = new ArrayDeque<>();
    private final Thread thread;

    private record Look(long at, double seconds) {}

    CpuMeter(Collection<Long> pids) {
        this.pids = List.copyOf(pids);
        look();
        thread = new Thread(this::follow, "bench-cpu");
        thread.setDaemon(true);
        thread.start();
    }

    /** Cores used on average during about this time until now. */
    synchronized double cores(Duration last) {
        look();
        Look now = looks.getLast();
        Look then = looks.getFirst();
        for (Iterator<Look> back = looks.descendingIterator(); back.hasNext(); ) {
            Look look = back.next();
            if (now.at() - look.at() >= last.toNanos()) {
                then = look;
                break;
            }
        }
        double time = (now.at() - then.at()) / 1e9;
        return time > 0 ? (now.seconds() - then.seconds()) / time : 0;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private synchronized void look() {
        looks.addLast(new Look(System.nanoTime(), Processes.cpuSeconds(pids)));
    }

    private void follow() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Waiting.pass(BETWEEN);
                look();
            }
        } catch (BenchFailure interrupted) {
            // That is how it ends.
        }
    }
}
