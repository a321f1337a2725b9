package io.hawser.repair;

import io.hawser.domain.Json;
import java.time.Duration;
import java.util.List;

/**
 * One way to do something about a fault.
 *
 * @param name by which its tries are counted, unique within a plan
 * @param title by language; an empty object: as its kind is called
 * @param actions of an automatic one, in their order
 * @param byHand whether only people begin it
 * @param soak how long the fault has to stay away after the probe
 * @param steps for people, each by language or a plain text
 */
public record Strategy(
        String name,
        Kind kind,
        Json title,
        List<Action> actions,
        boolean byHand,
        Limits limits,
        Probe probe,
        Duration soak,
        List<Json> steps) {
    public Strategy {
        actions = List.copyOf(actions);
        steps = List.copyOf(steps);
    }

    /** What is done, in one word. */
    public enum Kind {
        RESTART(false),
        /** What is wanted of it is wanted anew. */
        RESYNC(false),
        /** What is wanted of it is offered again as it is. */
        RESEND(false),
        /** What is wanted of it is set back to what it was before the last wish. */
        ROLLBACK(false),
        /** Commands and pauses. */
        COMMANDS(false),
        /** Nothing: it may come right by itself. */
        WAIT(false),
        /** People do something at it. */
        TICKET(true),
        /** People put other hardware in its place. */
        REPLACE(true);

        private final boolean manual;

        Kind(boolean manual) {
            this.manual = manual;
        }

        /** Whether people do it. */
        public boolean isManual() {
            return manual;
        }
    }

    /**
     * How often it may be tried by the hub.
     *
     * @param tries for one fault
     * @param daily for one device, whatever its fault
     * @param cooldown how long after the last try of it on the device
     * @param after how long after the fault was found
     * @param patience how long it waits for what stands in its way (the device is away, the cool-down) before the next one's turn comes
     */
    public record Limits(int tries, int daily, Duration cooldown, Duration after, Duration patience) {}

    /** Whether it is about what is wanted of the device: where there is nothing to ask, it does not apply. */
    boolean asks() {
        return kind == Kind.RESEND || kind == Kind.ROLLBACK;
    }

    /** Whether the device has to be there for it. */
    boolean needsDevice() {
        return !kind.isManual() && kind != Kind.WAIT;
    }
}
