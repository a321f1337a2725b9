package io.hawser.command;

import io.hawser.bus.Bus;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.command.CommandStore.Word;
import io.hawser.domain.Actor;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.session.Connection;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The road of a command: into the ledger, onto the bus, to the device's socket, and back by the device's own word. Permission
 * and model are checked by whoever calls. Failures as in {@link CommandStore}.
 */
public final class CommandService {
    private final CommandStore store;
    private final Bus bus;
    private final Clock clock;

    public CommandService(CommandStore store, Bus bus, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.clock = clock;
    }

    /** Takes a command in and sends it on its way. */
    public Future<Submitted> submit(Submission submission) {
        return store.submit(submission, clock.instant()).map(submitted -> {
            submitted.changes().forEach(bus::publish);
            if (submitted.downlink() != null) {
                bus.publish(submitted.downlink());
            }
            return submitted;
        });
    }

    /** The device's word on a command. */
    public Future<Command> step(Connection connection, CommandId command, Word word) {
        return store.step(connection, command, word, clock.instant()).map(this::told);
    }

    /** Takes back a command that waits. */
    public Future<Command> cancel(DeviceId device, CommandId command, Actor by) {
        return store.cancel(device, command, by, clock.instant()).map(this::told);
    }

    /** One command. */
    public Future<Optional<Command>> find(DeviceId device, CommandId command) {
        return store.find(device, command);
    }

    /** The device's commands, newest first. */
    public Future<Page<Command>> list(DeviceId device, int limit, @Nullable String cursor) {
        return store.list(device, limit, cursor);
    }

    private Command told(CommandStore.Step step) {
        step.changes().forEach(bus::publish);
        return step.command();
    }
}
