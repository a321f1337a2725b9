package io.hawser.edge.rest;

import io.hawser.bus.Bus;
import io.hawser.bus.Doubted;
import io.hawser.bus.Following;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells when commands end, by listening to the bus while anybody waits. Used on one context only.
 */
final class CommandEnds implements AutoCloseable {
    private final Bus bus;
    private final Set<Waiting> waiting = new HashSet<>();
    private List<Bus.Subscription> subscriptions = List.of();

    CommandEnds(Bus bus) {
        this.bus = bus;
    }

    /** Begins to listen for a device's commands: before one is submitted, so that no end is missed. To be closed. */
    Waiting listen(DeviceId device) {
        Waiting begun = new Waiting(device);
        waiting.add(begun);
        if (subscriptions.isEmpty()) {
            subscriptions = List.of(bus.onChange(this::heard), bus.onDoubted(this::doubted));
        }
        bus.publish(new Following(device, true));
        return begun;
    }

    private void heard(Change change) {
        if (change.entry() instanceof CommandEntry entry && entry.status().isEnd()) {
            for (Waiting one : Set.copyOf(waiting)) {
                one.heard(change.device(), entry.command());
            }
        }
    }

    private void doubted(Doubted doubted) {
        for (Waiting one : Set.copyOf(waiting)) {
            if (doubted.devices().contains(one.device)) {
                one.missed.run();
            }
        }
    }

    @Override
    public void close() {
        Set.copyOf(waiting).forEach(Waiting::close);
    }

    /** Somebody who waits for the end of one command. */
    final class Waiting implements AutoCloseable {
        private final DeviceId device;
        private final Set<CommandId> ended = new HashSet<>();
        private final Promise<Void> end = Promise.promise();
        private @Nullable CommandId awaited;
        private Runnable missed = () -> {};

        private Waiting(DeviceId device) {
            this.device = device;
        }

        /** Succeeds when that command has ended, maybe it has already; fails when nobody listens any more. */
        Future<Void> endOf(CommandId command) {
            awaited = command;
            if (ended.contains(command)) {
                end.tryComplete();
            }
            return end.future();
        }

        /** What to do when its end may have been missed. */
        void whenMissed(Runnable look) {
            missed = look;
        }

        private void heard(DeviceId of, CommandId command) {
            if (device.equals(of)) {
                ended.add(command);
                if (command.equals(awaited)) {
                    end.tryComplete();
                }
            }
        }

        @Override
        public void close() {
            if (waiting.remove(this)) {
                bus.publish(new Following(device, false));
            }
            end.tryFail("no longer waiting");
            if (waiting.isEmpty()) {
                subscriptions.forEach(Bus.Subscription::close);
                subscriptions = List.of();
            }
        }
    }
}
