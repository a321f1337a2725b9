package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Kind;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TextFrame;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one terminal is sent of one device: revisions rise, and each {@code from} is the revision sent before. While it is open,
 * what happens is written at once or, when the terminal is slow or wants a pace, waits merged. On its loop only.
 */
final class Line {
    private static final long SECOND = 1_000_000_000L;

    private final Outbox outbox;
    private final DeviceFeed feed;
    private Set<Kind> kinds = Set.of();
    private long interval;
    private long notBefore;
    private long sent;
    private long seen;
    private long seenEpoch;
    private @Nullable Waiting waiting;
    private boolean open;
    private boolean queued;
    private boolean paced;
    private boolean viewersDue;

    Line(Outbox outbox, DeviceFeed feed) {
        this.outbox = outbox;
        this.feed = feed;
    }

    /** @param rate state entries a second; 0 for no limit */
    void interests(Set<Kind> wanted, int rate) {
        kinds = EnumSet.copyOf(wanted);
        interval = rate == 0 ? 0 : SECOND / rate;
        Waiting left = waiting;
        if (left != null) {
            int before = left.weight();
            left.keepOnly(kinds);
            outbox.weigh(left.weight() - before);
            if (left.isEmpty()) {
                waiting = null;
            }
        }
    }

    boolean covers(Set<Kind> wanted) {
        return kinds.containsAll(wanted);
    }

    /** The terminal has this already. */
    void startAt(long revision) {
        sent = revision;
    }

    /** Everything up to this point has been sent or is of no interest: what happens follows. */
    void open(Cursor upTo) {
        seen = upTo.revision();
        seenEpoch = upTo.epoch();
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /** The last revision that it has been offered. */
    long seen() {
        return seen;
    }

    /** Sends what waits and takes nothing more until it is opened again. */
    void close() {
        while (waiting != null) {
            writeOldest(waiting);
        }
        open = false;
    }

    /** Forgets what waits and takes nothing more until it is opened again. */
    void abandon() {
        Waiting list = waiting;
        waiting = null;
        if (list != null) {
            outbox.weigh(-list.weight());
        }
        open = false;
    }

    /** From where on the log has what was not sent; null when only a snapshot serves. */
    @Nullable Cursor owed() {
        Waiting list = waiting;
        if (list == null) {
            return new Cursor(seenEpoch, seen);
        }
        // Once a renewed state has let newer entries pass, the older ones can't be replayed in order any more.
        return list.before().revision() < sent ? null : list.before();
    }

    /**
     * Something happened. False when too much waits now, so that it has to be read from the log.
     *
     * @param shared the same, encoded for all; null when it is for this terminal only
     */
    boolean take(Change change, @Nullable SharedChange shared) {
        if (change.revision() <= seen) {
            return true;
        }
        if (kinds.contains(change.kind())) {
            boolean state = change.kind() == Kind.STATE;
            if (queued || !outbox.writable() || (state && (waiting != null || isTooSoon()))) {
                if (!await(change)) {
                    return false;
                }
            } else {
                while (waiting != null) {
                    writeOldest(waiting);
                }
                if (shared == null) {
                    write(change);
                } else {
                    outbox.share(shared.from(sent));
                    written(change);
                }
            }
        }
        seen = change.revision();
        seenEpoch = change.epoch();
        return true;
    }

    /** One entry of the log, of any kind. */
    void replay(Change change) {
        if (kinds.contains(change.kind()) && change.revision() > sent) {
            write(change);
        }
    }

    void snapshot(Snapshot snapshot, String role) {
        outbox.write(TextFrame.of(TerminalFrames.snapshot(snapshot, feed.name(), feed.model(), role)));
        sent = snapshot.revision();
    }

    /** Who watches has changed. */
    void viewers() {
        if (open) {
            viewersDue = true;
            if (outbox.writable() && !queued) {
                flushViewers();
            } else {
                queue();
            }
        }
    }

    /** Writes what waits as long as the terminal takes it; true when nothing is left that may go now. */
    boolean flush() {
        if (!open) {
            queued = false;
            return true;
        }
        Waiting left = waiting;
        if (left != null && left.onlyState() && isTooSoon()) {
            pace();
        } else {
            while (waiting != null) {
                if (!outbox.writable()) {
                    return false;
                }
                writeOldest(waiting);
            }
        }
        if (viewersDue && !outbox.writable()) {
            return false;
        }
        flushViewers();
        queued = false;
        return true;
    }

    /** Its pace allows the next state entry. */
    void due() {
        paced = false;
        if (open && waiting != null && !queued) {
            if (outbox.writable()) {
                flush();
            } else {
                queue();
            }
        }
    }

    long notBefore() {
        return notBefore;
    }

    private boolean await(Change change) {
        Waiting list = waiting;
        if (list == null) {
            list = new Waiting(new Cursor(seenEpoch, seen));
            waiting = list;
            if (!queued && outbox.writable()) {
                pace();
            }
        }
        int before = list.weight();
        list.add(change);
        boolean fits = outbox.weigh(list.weight() - before);
        if (fits && !outbox.writable()) {
            queue();
        }
        return fits;
    }

    private void pace() {
        if (!paced) {
            paced = true;
            outbox.later(this);
        }
    }

    private void queue() {
        if (!queued) {
            queued = true;
            outbox.behind(this);
        }
    }

    private void writeOldest(Waiting list) {
        int before = list.weight();
        Change oldest = list.poll();
        outbox.weigh(list.weight() - before);
        if (list.isEmpty()) {
            waiting = null;
        }
        if (oldest != null) {
            write(oldest);
        }
    }

    private void write(Change change) {
        outbox.write(SharedChange.single(change, sent));
        written(change);
    }

    private void written(Change change) {
        sent = change.revision();
        outbox.delivered(change.entry() instanceof StateEntry state ? state.merged() : 1);
        if (interval > 0 && change.kind() == Kind.STATE) {
            notBefore = outbox.nanos() + interval;
        }
    }

    private boolean isTooSoon() {
        return interval > 0 && notBefore - outbox.nanos() > 0;
    }

    private void flushViewers() {
        if (viewersDue) {
            viewersDue = false;
            outbox.share(feed.viewersFrame());
        }
    }
}
