package io.hawser.fanout;

import io.hawser.domain.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to a device while its log is being read or written out for one terminal. It counts among what waits for that
 * terminal; what is too much is missed, so that the log has to be read again. On its loop only.
 */
final class Held {
    private static final int MOST = 256;

    private final Outbox outbox;
    private List<Change> changes = List.of();
    private int weight;
    private boolean missed;

    Held(Outbox outbox) {
        this.outbox = outbox;
    }

    void add(Change change) {
        if (missed) {
            return;
        }
        int more = Weight.of(change);
        weight += more;
        if (!outbox.weigh(more) || changes.size() == MOST) {
            miss();
            return;
        }
        if (changes.isEmpty()) {
            changes = new ArrayList<>(2);
        }
        changes.add(change);
    }

    /** Something happened that is not here. */
    void miss() {
        missed = true;
        take();
    }

    boolean isMissed() {
        return missed;
    }

    /** All of it, in order; nothing is held any more. */
    List<Change> take() {
        List<Change> taken = changes;
        changes = List.of();
        outbox.weigh(-weight);
        weight = 0;
        return taken;
    }
}
