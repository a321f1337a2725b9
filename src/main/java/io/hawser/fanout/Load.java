package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.session.Catchup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One device's way to a terminal that is to be brought up to date: read, then written as fast as the terminal takes it. */
final class Load {
    private final Watch watch;
    private final boolean resync;
    private @Nullable Cursor since;
    private @Nullable Catchup result;
    private boolean partial;
    private int next;
    private int weight;
    private boolean renewed;
    private final List<Runnable> done = new ArrayList<>(1);

    /** @param resync whether the terminal fell behind: a snapshot serves it better than a long replay */
    Load(Watch watch, @Nullable Cursor since, boolean resync) {
        this.watch = watch;
        this.since = since;
        this.resync = resync;
    }

    Watch watch() {
        return watch;
    }

    @Nullable Cursor since() {
        return since;
    }

    boolean isRead() {
        return result != null;
    }

    /** About how many bytes what was read takes. */
    int weight() {
        return weight;
    }

    void whenDone(Runnable told) {
        done.add(told);
    }

    /** It is to end with a snapshot that is read from now on, whatever it was for. */
    void renew() {
        renewed = true;
    }

    void finished() {
        watch.loaded(this);
        List<Runnable> told = List.copyOf(done);
        done.clear();
        told.forEach(Runnable::run);
    }

    /**
     * Takes what was read; of a long replay only what there is room for, the rest is read when that is written. False when it is
     * to be read again later.
     *
     * @param must whether at least a part is taken, room or not
     */
    boolean result(Catchup read, int room, boolean must) {
        next = 0;
        partial = false;
        if (read instanceof Catchup.Replay replay) {
            return replay(replay, must ? Math.max(0, room) : room);
        }
        weight = read instanceof Catchup.Fresh fresh ? weight(fresh) : 0;
        if (weight > room && !must) {
            return false;
        }
        result = read;
        return true;
    }

    private boolean replay(Catchup.Replay read, int room) {
        List<Change> changes = read.changes();
        int fit = 0;
        weight = 0;
        while (fit < changes.size() && weight <= room) {
            weight += Weight.of(changes.get(fit++));
        }
        partial = fit < changes.size();
        if (partial && resync) {
            since = null;
            renewed = false;
            return false;
        }
        result = partial && fit > 0 ? new Catchup.Replay(changes.subList(0, fit)) : read;
        return fit > 0;
    }

    /** Writes on; false when the terminal takes no more for now. */
    boolean write() {
        Catchup read = result;
        if (read == null || !watch.isCurrent(this)) {
            return true;
        }
        if (read instanceof Catchup.Replay replay) {
            while (next < replay.changes().size()) {
                if (!watch.outbox().writable()) {
                    return false;
                }
                watch.replay(replay.changes().get(next++));
            }
        } else if (read instanceof Catchup.Fresh fresh) {
            if (!watch.outbox().writable()) {
                return false;
            }
            watch.snapshot(fresh.snapshot());
        }
        return true;
    }

    /** Whether nothing more has to be read; otherwise it is to be loaded again. */
    boolean complete() {
        Catchup read = result;
        result = null;
        if (read == null || !watch.isCurrent(this)) {
            return true;
        }
        since = renewed ? null : read.upTo();
        if (partial || renewed) {
            renewed = false;
            watch.pause();
            return false;
        }
        return watch.live(read.upTo());
    }

    private static int weight(Catchup.Fresh fresh) {
        int weight = Weight.ENTRY;
        for (var property : fresh.snapshot().state().entrySet()) {
            weight += Weight.of(property.getKey(), property.getValue());
        }
        return weight;
    }
}
