package io.hawser.edge;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Counts open sockets for each key (an address, a user) on this node. Safe for use by any thread. */
public final class ConnectionLimits {
    private final int most;
    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();
    private final LongAdder all = new LongAdder();

    /** @param most how many a key may have at once */
    public ConnectionLimits(int most) {
        this.most = most;
    }

    /** Takes one more, to be given back when the socket has closed; empty when the key has its most already. */
    public Optional<Slot> take(String key) {
        boolean[] taken = new boolean[1];
        open.compute(key, (same, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < most;
            return taken[0] ? (Integer) (now + 1) : count;
        });
        if (taken[0]) {
            all.increment();
        }
        return taken[0] ? Optional.of(new Slot(key)) : Optional.empty();
    }

    /** How many all keys have now. */
    public int size() {
        return all.intValue();
    }

    /** How many the key has now. */
    public int count(String key) {
        return open.getOrDefault(key, 0);
    }

    /** One open socket. */
    public final class Slot {
        private final String key;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Slot(String key) {
            this.key = key;
        }

        /** Gives it back; more than once is once. */
        public void release() {
            if (held.compareAndSet(true, false)) {
                all.decrement();
                open.computeIfPresent(key, (same, count) -> count > 1 ? (Integer) (count - 1) : null);
            }
        }
    }
}
