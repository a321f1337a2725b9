package io.hawser.fanout;

import io.hawser.bus.Adjusting;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.domain.Snapshot;
import io.hawser.session.Catchup;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One device as one terminal follows it. Its log is to be read (paused), is being read or written out (what happens meanwhile is
 * held), or it is live: its line is open and takes what happens. It begins paused; {@link #prepare} and {@link #begin} bring it
 * to life. On its loop only.
 */
public final class Watch {
    private final Outbox outbox;
    private final DeviceFeed feed;
    private final Line line;
    /** Where it stands in its feed's list. */
    int position;

    private String role;
    private @Nullable Held held;
    private @Nullable Load current;
    private @Nullable Load loading;
    private List<Runnable> early = List.of();
    private boolean prepared;
    private boolean gone;

    Watch(Outbox outbox, DeviceFeed feed, String role) {
        this.outbox = outbox;
        this.feed = feed;
        this.role = role;
        line = new Line(outbox, feed);
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
        return line.isOpen();
    }

    /**
     * What it is interested in from now on.
     *
     * @param rate state entries a second; 0 for no limit
     */
    public void interests(Set<Kind> wanted, int rate) {
        line.interests(wanted, rate);
    }

    /** Whether it is interested in all of these. */
    public boolean covers(Set<Kind> wanted) {
        return line.covers(wanted);
    }

    /**
     * Finds out what a terminal with this cursor needs; {@link #begin} then sends it. Completes with what it is, fails with
     * {@code UNAVAILABLE}.
     */
    public Future<From> prepare(Cursor since) {
        Load load = new Load(this, since, false);
        reading(load);
        line.startAt(since.revision());
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
        if (gone) {
            done.run();
        } else if (pending != null) {
            pending.renew();
            pending.whenDone(done);
        } else if (!isLive()) {
            early = early.isEmpty() ? new ArrayList<>(1) : early;
            early.add(done);
        } else if (outbox.writable()) {
            pause();
            begin(null, done);
        } else {
            // What waits is in the log as well, and takes less there than in a channel that is full.
            Load load = resync(line.owed());
            if (load.since() != null) {
                load.renew();
            }
            load.whenDone(done);
            load(load);
        }
    }

    /** Something happened to the device. */
    void offer(SharedChange shared) {
        if (isLive()) {
            take(shared.change(), shared);
        } else if (held != null) {
            held.add(shared.change());
        }
    }

    /** Who watches has changed. */
    void viewers() {
        line.viewers();
    }

    /** Somebody holds a control, which matters only now: who takes nothing just then, or is still being told the state, does without. */
    void adjusting(Adjusting adjusting, ByteBuf frame) {
        if (isLive() && outbox.writable() && outbox.hears(adjusting)) {
            outbox.share(frame);
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
        } else if (isLive() && (lost || snapshot.revision() > line.seen())) {
            line.abandon();
            if (outbox.writable()) {
                snapshot(snapshot);
                live(snapshot.cursor());
            } else {
                load(resync(null));
            }
        }
    }

    /** Its log is being read from now on, for this load and no other. */
    void reading(Load load) {
        pause();
        current = load;
        held = new Held(outbox);
    }

    /** Whether what happens since is held for this load. */
    boolean isCurrent(Load load) {
        return current == load;
    }

    /** Until the log is read again, which covers all that happens before. */
    void pause() {
        if (!gone) {
            line.close();
            dropRead();
        }
    }

    /** The load has come to its end. */
    void loaded(Load load) {
        if (loading == load) {
            loading = null;
        }
    }

    boolean isGone() {
        return gone;
    }

    /** One entry of the log, of any kind. */
    void replay(Change change) {
        line.replay(change);
    }

    void snapshot(Snapshot snapshot) {
        line.snapshot(snapshot, role);
    }

    /**
     * Everything up to this point has been sent: what was held follows. False when there is a hole between the two (too much was
     * held, or another's read overtook this one), so that the log has to be read from this point again.
     */
    boolean live(Cursor upTo) {
        boolean missed = held != null && held.isMissed();
        List<Change> meanwhile = held == null ? List.of() : held.take();
        long told = meanwhile.isEmpty() ? feed.last() : meanwhile.get(0).revision() - 1;
        dropRead();
        if (missed || told > upTo.revision()) {
            return false;
        }
        line.open(upTo);
        for (Change change : meanwhile) {
            if (isLive()) {
                take(change, null);
            }
        }
        if (feed.hasViewers()) {
            viewers();
        }
        return true;
    }

    Future<Catchup> read(@Nullable Cursor since) {
        return feed.read(since);
    }

    void end() {
        line.abandon();
        dropRead();
        gone = true;
        List<Runnable> told = early;
        early = List.of();
        told.forEach(Runnable::run);
        feed.remove(this);
    }

    Outbox outbox() {
        return outbox;
    }

    private void take(Change change, @Nullable SharedChange shared) {
        if (!line.take(change, shared)) {
            load(resync(line.owed()));
        }
    }

    private void dropRead() {
        Load load = current;
        current = null;
        if (prepared && load != null) {
            prepared = false;
            outbox.drops(load);
        }
        if (held != null) {
            held.take();
            held = null;
        }
    }

    private Load resync(@Nullable Cursor since) {
        line.abandon();
        pause();
        return new Load(this, since, true);
    }

    private void load(Load load) {
        loading = load;
        outbox.load(load);
    }
}
