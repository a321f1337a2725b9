package io.hawser.testing;

import io.hawser.bus.Bus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What was told on the bus since this began to listen. */
public final class Heard {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final List<Object> messages = new CopyOnWriteArrayList<>();

    public Heard(Bus bus) {
        bus.onChange(this::add);
        bus.onAccessChanged(this::add);
        bus.onSessionEnded(this::add);
        bus.onDeviceChanged(this::add);
    }

    private synchronized void add(Object message) {
        messages.add(message);
        notifyAll();
    }

    /** All of a kind that were heard until now. */
    public <T> List<T> all(Class<T> type) {
        return messages.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Waits for a message that equals this one; fails when none comes. */
    public void await(Object message) {
        until(() -> messages.contains(message), () -> message + " among " + messages);
    }

    /** Waits for that many of a kind and returns all of it. */
    public <T> List<T> await(Class<T> type, int count) {
        until(() -> all(type).size() >= count, () -> count + " of " + type.getSimpleName() + " among " + messages);
        return all(type);
    }

    private synchronized void until(BooleanSupplier condition, Supplier<String> what) {
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("not heard: " + what.get());
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
