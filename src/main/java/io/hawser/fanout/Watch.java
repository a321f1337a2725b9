package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TextFrame;
import io.hawser.session.Catchup;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One device as one terminal follows it. What it is sent has rising revisions, and each {@code from} is the revision sent before.
 * It begins paused; {@link #prepare} and {@link #begin} bring it to life. On its loop only.
 */
public final class Watch {
    private static final long SECOND = 1_000_000_000L;

    private final Outbox outbox;
    private final DeviceFeed feed;
    /** Where it stands in its feed's list. */
    int position;

    private Phase phase = Phase.PAUSED;
    private String role;
    private Set<Kind> kinds = Set.of();
    private long interval;
    private long notBefore;
    private long sent;
    private long seen;
    private long seenEpoch;
    private @Nullable Waiting waiting;
    private @Nullable Held held;
    private @Nullable Load current;
    private @Nullable Load loading;
    private List<Runnable> early = List.of();
    private boolean prepared;
    private boolean queued;
    private boolean paced;
    private boolean viewersDue;

    Watch(Outbox outbox, DeviceFeed feed, String role) {
        this.outbox = outbox;
        this.feed = feed;
        this.role = role;
    }

    private enum Phase {
        /** A read of its log is to come, which covers all that happens until then. */
        PAUSED,
        /** Its log is being read or written out; what happens meanwhile is held. */
        HOLDING,
        LIVE,
        GONE
    }

    public DeviceId device() {
        return feed.device();
    }

    /** The role that snapshots tell. */
    public String role() {
        return role;
    }

    /** Another role; told with the next snapshot. */
    public void role(String role) {
        this.role = role;
    }

    /** Whether it follows the device now, so that nothing is on its way but what happens. */
    public boolean isLive() {
        return phase == Phase.LIVE;
    }

    /**
     * What it is interested in from now on.
     *
     * @param rate state entries a second; 0 for no limit
     */
    public void interests(Set<Kind> wanted, int rate) {
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

    /** Whether it is interested in all of these. */
    public boolean covers(Set<Kind> wanted) {
        return kinds.containsAll(wanted);
    }

    /** Whether it is interested in this kind. */
    public boolean wants(Kind kind) {
        return kinds.contains(kind);
    }

    /**
     * Finds out what a terminal with this cursor needs; {@link #begin} then sends it. Completes with what it is, fails with
     * {@code UNAVAILABLE}.
     */
    public Future<From> prepare(Cursor since) {
        Load load = new Load(this, since, false);
        reading(load);
        sent = since.revision();
        return feed.read(since).map(result -> {
            if (isCurrent(load) && load.result(result, outbox.room(), false)) {
                prepared = true;
                outbox.keeps(load);
            }
            return From.of(result);
        });
    }

    /** Sends what is needed, then follows; {@code done} is told in either case, also when the watch ends before. */
    public void begin(@Nullable Cursor since, Runnable done) {
        Load load = current;
        if (load != null && prepared) {
            prepared = false;
        } else {
            pause();
            load = new Load(this, since, false);
        }
        load.whenDone(done);
        if (!early.isEmpty()) {
            if (load.isRead() || load.since() != null) {
                load.renew();
            }
            early.forEach(load::whenDone);
            early = List.of();
        }
        load(load);
    }

    /**
     * Sends what waits, then a snapshot, then follows on; {@code done} is told in either case. Before {@link #begin} it waits for
     * that.
     */
    public void again(Runnable done) {
        Load pending = loading;
        if (phase == Phase.GONE) {
            done.run();
        } else if (pending != null) {
            pending.renew();
            pending.whenDone(done);
        } else if (phase != Phase.LIVE) {
            early = early.isEmpty() ? new ArrayList<>(1) : early;
            early.add(done);
        } else if (outbox.writable()) {
            pause();
            begin(null, done);
        } else {
            // What waits is in the log as well, and takes less there than in a channel that is full.
            Load load = resync(owed());
            if (load.since() != null) {
                load.renew();
            }
            load.whenDone(done);
            load(load);
        }
    }

    /** Something happened to the device. */
    void offer(SharedChange shared) {
        if (phase == Phase.LIVE) {
            take(shared.change(), shared);
        } else if (held != null) {
            held.add(shared.change());
        }
    }

    /**
     * The device's log was lost sight of between what was told last and this.
     *
     * @param lost whether the log ends before what was told, so that even a terminal that is further must go back
     */
    void restart(Snapshot snapshot, boolean lost) {
        if (held != null) {
            held.miss();
        } else if (phase == Phase.LIVE && (lost || snapshot.revision() > seen)) {
            forgetWaiting();
            if (outbox.writable()) {
                snapshot(snapshot);
                live(snapshot.cursor());
            } else {
                load(resync(null));
            }
        }
    }

    /** Who watches has changed. */
    void viewers() {
        if (phase == Phase.LIVE) {
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
        if (phase != Phase.LIVE) {
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
        if (phase == Phase.LIVE && waiting != null && !queued) {
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

    /** Its log is being read from now on, for this load and no other. */
    void reading(Load load) {
        flushAll();
        dropPrepared();
        dropHeld();
        phase = Phase.HOLDING;
        current = load;
        held = new Held(outbox);
    }

    /** Whether what happens since is held for this load. */
    boolean isCurrent(Load load) {
        return current == load;
    }

    /** Until the log is read again, which covers all that happens before. */
    void pause() {
        if (phase != Phase.GONE) {
            flushAll();
            dropPrepared();
            dropHeld();
            phase = Phase.PAUSED;
            current = null;
        }
    }

    /** The load has come to its end. */
    void loaded(Load load) {
        if (loading == load) {
            loading = null;
        }
    }

    boolean isGone() {
        return phase == Phase.GONE;
    }

    /** One entry of the log, of any kind. */
    void replay(Change change) {
        if (wants(change.kind()) && change.revision() > sent) {
            write(change);
        }
    }

    void snapshot(Snapshot snapshot) {
        outbox.write(TextFrame.of(TerminalFrames.snapshot(snapshot, feed.name(), feed.model(), role)));
        sent = snapshot.revision();
    }

    /**
     * Everything up to this point has been sent: what was held follows. False when there is a hole between the two (too much was
     * held, or another's read overtook this one), so that the log has to be read from this point again.
     */
    boolean live(Cursor upTo) {
        seen = upTo.revision();
        seenEpoch = upTo.epoch();
        boolean missed = held != null && held.isMissed();
        List<Change> meanwhile = dropHeld();
        long told = meanwhile.isEmpty() ? feed.last() : meanwhile.get(0).revision() - 1;
        if (missed || told > seen) {
            pause();
            return false;
        }
        current = null;
        phase = Phase.LIVE;
        meanwhile.forEach(change -> take(change, null));
        if (feed.hasViewers()) {
            viewers();
        }
        return true;
    }

    Future<Catchup> read(@Nullable Cursor since) {
        return feed.read(since);
    }

    void end() {
        forgetWaiting();
        dropPrepared();
        dropHeld();
        phase = Phase.GONE;
        current = null;
        List<Runnable> told = early;
        early = List.of();
        told.forEach(Runnable::run);
        feed.remove(this);
    }

    Outbox outbox() {
        return outbox;
    }

    private List<Change> dropHeld() {
        Held dropped = held;
        held = null;
        return dropped == null ? List.of() : dropped.take();
    }

    private void take(Change change, @Nullable SharedChange shared) {
        if (phase != Phase.LIVE || change.revision() <= seen) {
            return;
        }
        if (wants(change.kind())) {
            boolean state = change.kind() == Kind.STATE;
            if (!queued && outbox.writable() && !(state && (waiting != null || isTooSoon()))) {
                flushAll();
                if (shared == null) {
                    write(change);
                } else {
                    outbox.write(shared.from(sent));
                    written(change);
                }
            } else {
                await(change);
                if (phase != Phase.LIVE) {
                    return;
                }
            }
        }
        seen = change.revision();
        seenEpoch = change.epoch();
    }

    private void await(Change change) {
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
        if (!outbox.weigh(list.weight() - before)) {
            load(resync(owed()));
        } else if (!outbox.writable()) {
            queue();
        }
    }

    private void pace() {
        if (!paced) {
            paced = true;
            outbox.later(this);
        }
    }

    private void dropPrepared() {
        Load load = current;
        if (prepared && load != null) {
            prepared = false;
            outbox.drops(load);
        }
    }

    /** From where on the log has what was not sent; null when only a snapshot serves. */
    private @Nullable Cursor owed() {
        Waiting list = waiting;
        if (list == null) {
            return new Cursor(seenEpoch, seen);
        }
        // Once a renewed state has let newer entries pass, the older ones can't be replayed in order any more.
        return list.before().revision() < sent ? null : list.before();
    }

    private Load resync(@Nullable Cursor since) {
        forgetWaiting();
        pause();
        return new Load(this, since, true);
    }

    private void load(Load load) {
        loading = load;
        outbox.load(load);
    }

    private void flushAll() {
        while (waiting != null) {
            writeOldest(waiting);
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
            outbox.write(feed.viewersFrame());
        }
    }

    private void queue() {
        if (!queued) {
            queued = true;
            outbox.behind(this);
        }
    }

    private void forgetWaiting() {
        Waiting list = waiting;
        waiting = null;
        if (list != null) {
            outbox.weigh(-list.weight());
        }
    }
}
