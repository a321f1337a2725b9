package io.hawser.edge.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Many coarse timers for the price of one: items lie in the slot of the tick at which they are due. It moves one slot a tick and
 * never catches up, so that a pause of the process delays everything instead of making everything due at once. For one thread.
 *
 * @param <T> what is due
 */
public final class TimingWheel<T> {
    private final List<List<T>> slots;
    private final long tickMillis;
    private final Consumer<T> due;
    private int now;

    /**
     * @param reach the longest delay; a longer one comes due after it
     * @param due told of each item at its tick; it may schedule again
     */
    public TimingWheel(Duration tick, Duration reach, Consumer<T> due) {
        this.tickMillis = Math.max(1, tick.toMillis());
        this.due = due;
        int count = (int) (reach.toMillis() / tickMillis) + 2;
        slots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            slots.add(new ArrayList<>(0));
        }
    }

    /** Due at the first tick that is not before the delay. */
    public void schedule(T item, long delayMillis) {
        long ticks = Math.max(1, (delayMillis + tickMillis - 1) / tickMillis);
        int slot = (int) ((now + Math.min(ticks, slots.size() - 1)) % slots.size());
        slots.get(slot).add(item);
    }

    /** One tick has passed. */
    public void advance() {
        now = (now + 1) % slots.size();
        List<T> items = slots.get(now);
        if (!items.isEmpty()) {
            slots.set(now, new ArrayList<>(0));
            tell(items);
        }
    }

    /** One that fails takes no turn from the others; its exception is thrown when all have had theirs. */
    private void tell(List<T> items) {
        RuntimeException failure = null;
        for (T item : items) {
            try {
                due.accept(item);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
