package io.hawser.fanout;

import io.hawser.bus.Adjusting;
import io.hawser.bus.Viewers;
import io.hawser.bus.Watching;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TextFrame;
import io.hawser.session.Catchup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's changes for all terminals of a loop that watch it, strictly by revision. What comes too early is kept; a gap is
 * waited for briefly and then read from the log. It lives as long as somebody watches.
 */
final class DeviceFeed {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceFeed.class);
    private static final int MOST_AHEAD = 256;
    private static final long UNKNOWN = -1;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final SubscriptionIndex index;
    private final DeviceId device;
    private final List<Watch> watches = new ArrayList<>(1);
    private final Map<UserId, Integer> users = new HashMap<>(2);
    private String name = "";
    private String model = "";
    private long last = UNKNOWN;
    private long epoch;
    private long expected;
    private @Nullable TreeMap<Long, Change> ahead;
    private @Nullable Viewers viewers;
    private ByteBuf viewersFrame = Unpooled.EMPTY_BUFFER;
    private boolean doubted;
    private boolean mending;
    private Duration pause;

    DeviceFeed(SubscriptionIndex index, DeviceId device) {
        this.index = index;
        this.device = device;
        pause = index.settings().gap();
    }

    DeviceId device() {
        return device;
    }

    /** The last revision that was told. */
    long last() {
        return last;
    }

    String name() {
        return name;
    }

    String model() {
        return model;
    }

    /** What the register says of the device; when that is news, everybody gets a snapshot that tells it. */
    void describe(String newName, String newModel) {
        boolean news = !name.equals(newName) || !model.equals(newModel);
        name = newName;
        model = newModel;
        if (news) {
            List.copyOf(watches).forEach(watch -> watch.again(() -> {}));
        }
    }

    void add(Watch watch) {
        watch.position = watches.size();
        watches.add(watch);
        Outbox outbox = watch.outbox();
        if (users.merge(outbox.user(), 1, Integer::sum) == 1) {
            index.tell(new Watching(device, outbox.user(), outbox.userName(), true));
        }
    }

    void remove(Watch watch) {
        int position = watch.position;
        if (position >= watches.size() || watches.get(position) != watch) {
            return;
        }
        Watch moved = watches.remove(watches.size() - 1);
        if (moved != watch) {
            watches.set(position, moved);
            moved.position = position;
        }
        Outbox outbox = watch.outbox();
        if (users.merge(outbox.user(), -1, (count, one) -> count > 1 ? count - 1 : null) == null) {
            index.tell(new Watching(device, outbox.user(), outbox.userName(), false));
        }
        if (watches.isEmpty()) {
            viewersFrame.release();
            viewersFrame = Unpooled.EMPTY_BUFFER;
            viewers = null;
            index.forget(this);
        }
    }

    /** Something was stored; in any order, any number of times. */
    void change(Change change) {
        if (index.holds(device)) {
            return;
        }
        if (last != UNKNOWN && change.revision() <= last) {
            return;
        }
        if (last != UNKNOWN && change.revision() == last + 1) {
            deliver(change);
            proceed();
        } else {
            keep(change);
            if (last != UNKNOWN) {
                mendLater();
            }
        }
    }

    /** Something may have been missed: the log is looked into. */
    void doubt() {
        doubted = true;
        if (index.holds(device)) {
            return;
        }
        if (last != UNKNOWN) {
            mendLater();
        }
    }

    /** Reads the log; what it says of the log's end is used as well. */
    Future<Catchup> read(@Nullable Cursor since) {
        if (since != null && last != UNKNOWN && since.revision() == last && since.epoch() == epoch) {
            return Future.succeededFuture(new Catchup.Current(since));
        }
        return index.log().catchUp(device, since).map(result -> {
            located(result.upTo());
            return result;
        });
    }

    void viewers(Viewers now) {
        if (now.equals(viewers)) {
            return;
        }
        viewersFrame.release();
        viewers = now;
        viewersFrame = TextFrame.of(TerminalFrames.viewers(now));
        watches.forEach(Watch::viewers);
    }

    void adjusting(Adjusting adjusting) {
        if (index.holds(device)) {
            return;
        }
        ByteBuf frame = TextFrame.of(TerminalFrames.adjusting(adjusting));
        try {
            for (int i = 0; i < watches.size(); i++) {
                watches.get(i).adjusting(adjusting, frame);
            }
        } finally {
            frame.release();
        }
    }

    boolean hasViewers() {
        return viewers != null;
    }

    ByteBuf viewersFrame() {
        return viewersFrame;
    }

    private void located(Cursor end) {
        if (last == UNKNOWN) {
            last = end.revision();
            epoch = end.epoch();
            proceed();
        } else {
            expected = Math.max(expected, end.revision());
        }
        if (isBehind() || doubted) {
            mendLater();
        }
    }

    private void keep(Change change) {
        TreeMap<Long, Change> kept = ahead;
        if (kept == null) {
            kept = new TreeMap<>();
            ahead = kept;
        }
        kept.put(change.revision(), change);
        expected = Math.max(expected, change.revision());
        if (kept.size() > MOST_AHEAD) {
            kept.pollLastEntry();
        }
    }

    private void deliver(Change change) {
        last = change.revision();
        epoch = change.epoch();
        SharedChange shared = new SharedChange(change);
        try {
            for (int i = 0; i < watches.size(); i++) {
                watches.get(i).offer(shared);
            }
        } finally {
            shared.release();
        }
    }

    private void proceed() {
        TreeMap<Long, Change> kept = ahead;
        while (kept != null && !kept.isEmpty() && kept.firstKey() <= last + 1) {
            Change next = kept.remove(kept.firstKey());
            if (next != null && next.revision() == last + 1) {
                deliver(next);
            }
        }
        if (kept != null && kept.isEmpty()) {
            ahead = null;
        }
    }

    private boolean isBehind() {
        return expected > last;
    }

    private void mendLater() {
        if (!mending) {
            mending = true;
            index.loop().after(pause, this::mend);
        }
    }

    private void mend() {
        mending = false;
        if (watches.isEmpty()) {
            return;
        }
        if (!isBehind() && !doubted) {
            pause = index.settings().gap();
            return;
        }
        if (index.holds(device)) {
            return;
        }
        mending = true;
        boolean looked = doubted;
        doubted = false;
        Cursor asked = new Cursor(epoch, last);
        long hoped = expected;
        index.log().catchUp(device, asked).onComplete(read -> {
            mending = false;
            if (watches.isEmpty()) {
                return;
            }
            if (index.holds(device)) {
                doubted = true;
                return;
            }
            if (read.succeeded()) {
                mended(read.result(), asked.revision(), hoped);
            } else {
                doubted |= looked;
                LOG.atDebug()
                        .setCause(read.cause())
                        .addKeyValue("device", device)
                        .log("a gap waits for the store");
            }
            proceed();
            if (isBehind() || doubted) {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                mendLater();
            } else {
                pause = index.settings().gap();
            }
        });
    }

    /** What the log says, which may have been overtaken since it was asked for what follows this revision. */
    private void mended(Catchup read, long asked, long hoped) {
        if (read instanceof Catchup.Replay replay) {
            for (Change change : replay.changes()) {
                if (change.revision() == last + 1) {
                    deliver(change);
                }
            }
        } else if (read instanceof Catchup.Fresh fresh) {
            boolean lost = fresh.snapshot().revision() < asked;
            if (lost || fresh.snapshot().revision() > last) {
                restart(fresh.snapshot(), lost);
            }
        } else if (ahead == null && last == asked && expected == hoped) {
            expected = last;
        }
    }

    private void restart(Snapshot snapshot, boolean lost) {
        if (lost) {
            LOG.atWarn()
                    .addKeyValue("device", device)
                    .addKeyValue("revision", last)
                    .addKeyValue("stored", snapshot.revision())
                    .log("the log has lost entries that were told already");
            expected = snapshot.revision();
            ahead = null;
        }
        last = snapshot.revision();
        epoch = snapshot.epoch();
        for (Watch watch : List.copyOf(watches)) {
            watch.restart(snapshot, lost);
        }
    }
}
