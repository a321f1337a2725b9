package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Kind;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits of one device for one terminal, by subject: all state entries are one, of a command or fault and of presence only
 * the newest waits, anything else waits as it is. It comes out in the order of revisions.
 */
final class Waiting {
    /** A renewed subject moves to the end, so that the order of insertion is that of revisions. */
    private final Map<Object, Object> bySubject = new LinkedHashMap<>(4);

    private final Cursor before;
    private int weight;

    /** @param before the point of the log up to which nothing is owed */
    Waiting(Cursor before) {
        this.before = before;
    }

    /** The point of the log after which there is something that was not sent. */
    Cursor before() {
        return before;
    }

    /** Whether nothing but state waits. */
    boolean onlyState() {
        return bySubject.size() == 1 && bySubject.containsKey(Kind.STATE);
    }

    /** Adds a change that is newer than all before. */
    void add(Change change) {
        Object subject = subject(change);
        Object older = bySubject.remove(subject);
        if (change.entry() instanceof StateEntry entry) {
            MergedState state;
            if (older instanceof MergedState waiting) {
                weight -= waiting.weight();
                waiting.add(change, entry);
                state = waiting;
            } else {
                state = new MergedState(change, entry);
            }
            weight += state.weight();
            bySubject.put(subject, state);
        } else {
            if (older instanceof Change waiting) {
                weight -= Weight.of(waiting);
            }
            weight += Weight.of(change);
            bySubject.put(subject, change);
        }
    }

    /** Takes the oldest out; null when nothing waits. */
    @Nullable Change poll() {
        Iterator<Object> oldest = bySubject.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        Object item = oldest.next();
        oldest.remove();
        if (item instanceof MergedState state) {
            weight -= state.weight();
            return state.change();
        }
        Change change = (Change) item;
        weight -= Weight.of(change);
        return change;
    }

    /** Forgets what is not of these kinds. */
    void keepOnly(Set<Kind> kinds) {
        Iterator<Object> items = bySubject.values().iterator();
        while (items.hasNext()) {
            Object item = items.next();
            Kind kind = item instanceof Change change ? change.kind() : Kind.STATE;
            if (!kinds.contains(kind)) {
                items.remove();
                weight -= item instanceof Change change ? Weight.of(change) : ((MergedState) item).weight();
            }
        }
    }

    boolean isEmpty() {
        return bySubject.isEmpty();
    }

    /** About how many bytes it holds. */
    int weight() {
        return weight;
    }

    private static Object subject(Change change) {
        Entry entry = change.entry();
        if (entry instanceof Entry.CommandEntry command) {
            return command.command();
        }
        return switch (entry.kind()) {
            case STATE, PRESENCE -> entry.kind();
            case FAULT -> entry instanceof Entry.FaultEntry fault ? fault.fault() : change.revision();
            default -> change.revision();
        };
    }
}
