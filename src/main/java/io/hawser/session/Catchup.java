package io.hawser.session;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.Snapshot;
import java.util.List;

/** What brings a terminal up to date with a device's log. */
public sealed interface Catchup {
    /** The log's last entry when this was read: what is newer arrives by the bus. */
    Cursor upTo();

    /** Nothing was missed. */
    record Current(Cursor upTo) implements Catchup {}

    /** Exactly the entries after the cursor, of all kinds, oldest first, at least one. */
    record Replay(List<Change> changes) implements Catchup {
        public Replay {
            changes = List.copyOf(changes);
        }

        @Override
        public Cursor upTo() {
            return changes.get(changes.size() - 1).cursor();
        }
    }

    /** The cursor can't be proven to be a point of the log that is still held. */
    record Fresh(Snapshot snapshot) implements Catchup {
        @Override
        public Cursor upTo() {
            return snapshot.cursor();
        }
    }
}
