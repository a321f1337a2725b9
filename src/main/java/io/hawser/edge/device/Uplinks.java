package io.hawser.edge.device;

import io.hawser.bus.Traffic;
import io.hawser.command.CommandService;
import io.hawser.command.CommandStore.Word;
import io.hawser.domain.Failure;
import io.hawser.protocol.DeviceFrames;
import io.hawser.protocol.DeviceMessage;
import io.hawser.protocol.ErrorFrame;
import io.hawser.protocol.MessageHead;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one device says on its way to the store, and the acks for it: one for all that was stored within a turn of the event loop.
 * Too much on the way, and the device is read no further. For one event loop.
 */
final class Uplinks {
    private final SessionService sessions;
    private final CommandService commands;
    private final DeviceLink link;
    private final Context context;
    private final int window;
    private final Traffic traffic;
    private final Fate fate;
    private final UplinkQueue queue;
    private @Nullable Written unacknowledged;

    /** What its owner decides. */
    interface Fate {
        /** The connection writes no more. */
        void superseded(SessionStore.Superseded by);

        /** A failure as the device is told of it. */
        Failure told(Throwable cause);
    }

    /** @param window how much may be on its way before the device is read no further */
    Uplinks(
            Vertx vertx,
            Context context,
            SessionService sessions,
            CommandService commands,
            DeviceLink link,
            int window,
            Traffic traffic,
            Fate fate) {
        this.sessions = sessions;
        this.commands = commands;
        this.link = link;
        this.context = context;
        this.window = window;
        this.traffic = traffic;
        this.fate = fate;
        queue = new UplinkQueue(vertx);
    }

    /** Stores something with a {@code seq}, which is acknowledged then. */
    void write(Connection connection, Uplink uplink, MessageHead head) {
        offer(
                () -> sessions.write(connection, uplink),
                this::acknowledge,
                failure -> ErrorFrame.of(head.id(), uplink.seq(), failure));
    }

    /** Stores what it says of a command. */
    void word(Connection connection, DeviceMessage.Word word, MessageHead head) {
        Word said = new Word(word.status(), word.percent(), word.data(), word.code(), word.message());
        offer(
                () -> commands.step(connection, word.command(), said),
                command -> {},
                failure -> ErrorFrame.of(head.id(), null, failure));
    }

    /** Stores a good-bye after all that was said before it; told once that is done. */
    void close(Connection connection, Carried carried, Closing closing, Runnable done, Consumer<Throwable> away) {
        queue.offer(() -> sessions.close(connection, carried, closing), stored -> done.run(), away);
    }

    /** Acknowledges now what is stored. */
    void flush() {
        Written written = unacknowledged;
        unacknowledged = null;
        if (written != null) {
            link.send(DeviceFrames.ack(written.seq(), written.revision()));
            traffic.acknowledged();
        }
    }

    /** Forgets what waits and is not acknowledged: the device sends it again. */
    void end() {
        unacknowledged = null;
        queue.close();
    }

    private <T> void offer(Supplier<Future<T>> action, Consumer<T> done, Function<Failure, String> refusal) {
        queue.offer(
                action,
                result -> {
                    done.accept(result);
                    measure();
                },
                cause -> {
                    if (cause instanceof SessionStore.Superseded superseded) {
                        fate.superseded(superseded);
                    } else {
                        flush();
                        link.send(refusal.apply(fate.told(cause)));
                        measure();
                    }
                });
        measure();
    }

    private void measure() {
        if (queue.size() >= window) {
            link.hold(DeviceLink.Hold.WINDOW);
        } else if (queue.size() <= window / 2) {
            link.release(DeviceLink.Hold.WINDOW);
        }
    }

    private void acknowledge(Written written) {
        boolean first = unacknowledged == null;
        unacknowledged = written;
        if (first) {
            context.runOnContext(turn -> flush());
        }
    }
}
