package io.hawser.edge.terminal;

import io.hawser.bus.Adjusting;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.edge.socket.Guarded;
import io.hawser.identity.Principal;
import io.hawser.protocol.TerminalMessage;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The controls that one terminal's user holds just now, of which others are told. One that is not told of again ends by itself, and all
 * end with the connection. Nothing is stored. On its event loop only.
 */
final class Adjustments {
    private static final int MOST = 8;
    private static final int STARTS_A_SECOND = 4;
    private static final Duration AGAIN = Duration.ofMillis(1_500);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TerminalServices services;
    private final LongSupplier nanos;
    private final Map<Control, Hold> held = new HashMap<>(0);
    private long window;
    private int starts;

    Adjustments(TerminalServices services, LongSupplier nanos) {
        this.services = services;
        this.nanos = nanos;
    }

    /**
     * Takes it that a control is held, or not any more. Fails as a command does for who may not command the device, and with
     * {@code RATE_LIMITED} for too many.
     */
    Future<Void> take(Principal by, SessionId terminal, TerminalMessage.Adjusting wish) {
        Control control = new Control(wish.device(), wish.property());
        Hold hold = held.get(control);
        if (!wish.held()) {
            end(control);
            return Future.succeededFuture();
        }
        if (hold == null) {
            hold = begin(control, by, terminal);
        }
        Hold mine = hold;
        mine.until = nanos.getAsLong() + Adjusting.HOLDS.toNanos();
        // Asked each time, since it may have been taken away meanwhile; the answer is remembered for some seconds.
        return Guarded.call(() -> services.access().require(by.user(), wish.device(), Need.COMMAND))
                .onFailure(no -> {
                    if (held.get(control) == mine) {
                        end(control);
                    }
                })
                .map(may -> {
                    tell(control, mine);
                    return null;
                });
    }

    private Hold begin(Control control, Principal by, SessionId terminal) {
        long now = nanos.getAsLong();
        if (now - window >= SECOND.toNanos()) {
            window = now;
            starts = 0;
        }
        if (held.size() >= MOST || starts >= STARTS_A_SECOND) {
            throw Failure.of(
                    ErrorCode.RATE_LIMITED,
                    "At most " + MOST + " controls may be held, and " + STARTS_A_SECOND + " taken hold of in a second.",
                    SECOND);
        }
        starts++;
        Hold hold = new Hold(by, terminal);
        held.put(control, hold);
        return hold;
    }

    /** Tells others, unless it was told just now, or is over meanwhile. */
    private void tell(Control control, Hold hold) {
        long now = nanos.getAsLong();
        if (held.get(control) == hold && (!hold.told || now - hold.toldAt >= AGAIN.toNanos())) {
            hold.told = true;
            hold.toldAt = now;
            publish(control, hold, true);
        }
    }

    /** Ends those that nobody told of again; in how many milliseconds the next may, and -1 when there is none. */
    long expire() {
        long now = nanos.getAsLong();
        long next = Long.MAX_VALUE;
        for (Map.Entry<Control, Hold> entry : List.copyOf(held.entrySet())) {
            long left = entry.getValue().until - now;
            if (left <= 0) {
                end(entry.getKey());
            } else {
                next = Math.min(next, left);
            }
        }
        return next == Long.MAX_VALUE ? -1 : Math.max(1, next / 1_000_000);
    }

    /** The connection is gone, or all that it may. */
    void endAll() {
        List.copyOf(held.keySet()).forEach(this::end);
    }

    /** What the user may do with this device is another thing now: what they go on holding is asked for anew. */
    void endOf(DeviceId device) {
        List.copyOf(held.keySet()).stream()
                .filter(control -> control.device().equals(device))
                .forEach(this::end);
    }

    private void end(Control control) {
        Hold hold = held.remove(control);
        if (hold != null && hold.told) {
            publish(control, hold, false);
        }
    }

    private void publish(Control control, Hold hold, boolean isHeld) {
        services.bus()
                .publish(new Adjusting(
                        control.device(),
                        control.property(),
                        hold.by.user().id(),
                        hold.by.user().name(),
                        hold.terminal,
                        isHeld));
    }

    private record Control(DeviceId device, String property) {}

    private static final class Hold {
        private final Principal by;
        private final SessionId terminal;
        private long until;
        private boolean told;
        private long toldAt;

        Hold(Principal by, SessionId terminal) {
            this.by = by;
            this.terminal = terminal;
        }
    }
}
