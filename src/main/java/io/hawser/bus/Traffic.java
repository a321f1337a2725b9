package io.hawser.bus;

import io.hawser.domain.Change;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much this node has done since it started, for whoever shows it. Counts only rise. Safe for use by any thread; counting
 * costs a few nanoseconds and never waits.
 */
public final class Traffic {
    private final Map<Kind, LongAdder> entries = adders(Kind.class);
    private final Map<CommandStatus, LongAdder> commandEnds = adders(CommandStatus.class);
    private final Map<Presence.Reason, LongAdder> presences = adders(Presence.Reason.class);
    private final LongAdder acknowledgements = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder merged = new LongAdder();
    private final Map<From, LongAdder> accidents = adders(From.class);

    /** Whose message it was. */
    public enum From {
        DEVICE,
        TERMINAL
    }

    void stored(Change change) {
        adder(entries, change.kind()).increment();
        if (change.entry() instanceof CommandEntry command && command.status().isEnd()) {
            adder(commandEnds, command.status()).increment();
        } else if (change.entry() instanceof PresenceEntry presence) {
            adder(presences, presence.reason()).increment();
        }
    }

    /** A device was told that something is stored. */
    public void acknowledged() {
        acknowledgements.increment();
    }

    /** The hub failed on a message for a reason that nobody expected. */
    public void accident(From from) {
        adder(accidents, from).increment();
    }

    /** Messages from there that the hub failed on for a reason that nobody expected. */
    public long accidents(From from) {
        return adder(accidents, from).sum();
    }

    /** A terminal was written a change, which stands for so many entries. */
    public void delivered(int standsFor) {
        deliveries.increment();
        if (standsFor > 1) {
            merged.add(standsFor - 1L);
        }
    }

    /** Entries of that kind that this node wrote to logs. */
    public long entries(Kind kind) {
        return adder(entries, kind).sum();
    }

    /** Entries of all kinds that this node wrote to logs. */
    public long entries() {
        return entries.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Commands that this node saw end that way; 0 for what is no end. */
    public long commandEnds(CommandStatus status) {
        return adder(commandEnds, status).sum();
    }

    /** Times that a device's presence changed for that reason. */
    public long presences(Presence.Reason reason) {
        return adder(presences, reason).sum();
    }

    /** Acknowledgements to devices, each for all that was stored by then. */
    public long acknowledgements() {
        return acknowledgements.sum();
    }

    /** Changes written to terminals. */
    public long deliveries() {
        return deliveries.sum();
    }

    /** Entries that terminals were told of only within a later change, being slow or wanting a pace. */
    public long merged() {
        return merged.sum();
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            adders.put(constant, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E constant) {
        LongAdder adder = adders.get(constant);
        if (adder == null) {
            throw new IllegalArgumentException(constant + " is not counted");
        }
        return adder;
    }
}
