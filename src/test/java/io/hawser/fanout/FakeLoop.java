package io.hawser.fanout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A loop whose time the test moves, and whose due actions run in an order that the seed decides. */
final class FakeLoop implements Loop {
    private final Random random;
    private final List<Timer> timers = new ArrayList<>();
    private long now;

    FakeLoop(Random random) {
        this.random = random;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        timers.add(new Timer(now + delay.toNanos(), action));
    }

    /** Moves time and runs what comes due, also what that sets within the time. */
    void advance(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            long until = end;
            List<Timer> due =
                    timers.stream().filter(timer -> timer.at() <= until).toList();
            if (due.isEmpty()) {
                break;
            }
            long first = due.stream().mapToLong(Timer::at).min().orElse(end);
            List<Timer> next = due.stream().filter(timer -> timer.at() == first).toList();
            Timer timer = next.get(random.nextInt(next.size()));
            timers.remove(timer);
            now = Math.max(now, timer.at());
            timer.action().run();
        }
        now = end;
    }

    boolean isIdle() {
        return timers.isEmpty();
    }

    private record Timer(long at, Runnable action) {}
}
