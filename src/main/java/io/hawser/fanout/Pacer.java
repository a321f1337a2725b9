package io.hawser.fanout;

import java.time.Duration;
import java.util.PriorityQueue;

/** Lines whose pace makes something wait, with one timer for all of them. */
final class Pacer {
    /** As fine as pace is kept. */
    private static final long GRAIN = 5_000_000;

    private final Loop loop;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>((a, b) -> Long.signum(a.at() - b.at()));
    private boolean armed;

    Pacer(Loop loop) {
        this.loop = loop;
    }

    /** The line is told once it may send. */
    void add(Line line) {
        turns.add(new Turn(line, line.notBefore()));
        arm();
    }

    private void arm() {
        Turn first = turns.peek();
        if (first != null && !armed) {
            armed = true;
            long delay = Math.max(GRAIN, first.at() - loop.nanos());
            loop.after(Duration.ofNanos(delay), this::run);
        }
    }

    private void run() {
        armed = false;
        long now = loop.nanos();
        Turn first = turns.peek();
        while (first != null && first.at() - now <= 0) {
            turns.remove();
            first.line().due();
            first = turns.peek();
        }
        arm();
    }

    private record Turn(Line line, long at) {}
}
