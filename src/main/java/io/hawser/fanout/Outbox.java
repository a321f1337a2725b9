package io.hawser.fanout;

import io.hawser.bus.Adjusting;
import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one terminal follows, and what waits for it while it does not read. What waits is bounded: beyond the bound a
 * device is caught up from its log once the terminal reads again. On its loop only.
 */
public final class Outbox {
    /** How much may be in memory of what was read from logs and is not written yet. */
    private static final int READ_AHEAD = 128 * 1024;

    private static final int MOST_READS = 64;
    private static final int FIRST_READS = 16;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SubscriptionIndex index;
    private final Outlet outlet;
    private final UserId user;
    private final String name;
    private final Map<DeviceId, Watch> watches = new HashMap<>(2);
    private final Deque<Line> behind = new ArrayDeque<>(1);
    private final Deque<Load> unread = new ArrayDeque<>(1);
    private final Deque<Load> read = new ArrayDeque<>(1);
    private int reading;
    private int typical = READ_AHEAD / FIRST_READS;
    private int readBytes;
    private int waitingBytes;
    private boolean pumping;
    private boolean again;
    private boolean closed;
    /** Until the index holds nothing any more. */
    private boolean waits;

    private @Nullable SessionId terminal;

    Outbox(SubscriptionIndex index, Outlet outlet, UserId user, String name) {
        this.index = index;
        this.outlet = outlet;
        this.user = user;
        this.name = name;
    }

    /** The watch of a device, if there is one. */
    public @Nullable Watch watch(DeviceId device) {
        return watches.get(device);
    }

    /** All watches. */
    public Collection<Watch> watches() {
        return watches.values();
    }

    /** Begins to watch; there must be no watch of the device yet. It counts as a viewer from now on. */
    public Watch add(DeviceId device, String deviceName, String model, String role) {
        DeviceFeed feed = index.feed(device);
        feed.describe(deviceName, model);
        Watch watch = new Watch(this, feed, role);
        watches.put(device, watch);
        feed.add(watch);
        return watch;
    }

    /** Ends a watch: nothing of the device is sent any more, neither what happens nor what waits. */
    public void remove(DeviceId device) {
        Watch watch = watches.remove(device);
        if (watch != null) {
            watch.end();
        }
        pump();
    }

    /** A change was written, which stands for so many entries. */
    void delivered(int standsFor) {
        index.traffic().delivered(standsFor);
    }

    /** The outlet is writable again. */
    public void drained() {
        pump();
    }

    /** The terminal is gone. */
    public void close() {
        closed = true;
        List.copyOf(watches.values()).forEach(Watch::end);
        watches.clear();
        behind.clear();
        unread.clear();
        read.clear();
        waitingBytes = 0;
        readBytes = 0;
    }

    /** About how many bytes of heap wait for this terminal. */
    public int waitingBytes() {
        return waitingBytes + readBytes;
    }

    /** Lets it hear who else holds a control, but for this terminal itself. */
    public void hearAdjusting(SessionId self) {
        terminal = self;
    }

    /** Whether it is to hear of this. */
    boolean hears(Adjusting adjusting) {
        return terminal != null && !terminal.equals(adjusting.terminal());
    }

    UserId user() {
        return user;
    }

    String userName() {
        return name;
    }

    boolean writable() {
        return outlet.writable();
    }

    void write(ByteBuf frame) {
        outlet.write(frame);
    }

    void share(ByteBuf frame) {
        outlet.share(frame);
    }

    long nanos() {
        return index.loop().nanos();
    }

    /** How much more may be kept of what was read. */
    int room() {
        return READ_AHEAD - readBytes;
    }

    /** Counts what waits; false when that is too much. */
    boolean weigh(int more) {
        waitingBytes += more;
        return waitingBytes <= index.settings().waitingBytes();
    }

    void behind(Line line) {
        behind.add(line);
    }

    void later(Line line) {
        index.later(line);
    }

    void load(Load load) {
        if (load.isRead()) {
            read.add(load);
        } else {
            unread.add(load);
        }
        pump();
    }

    /** What was read is kept until it is written or dropped. */
    void keeps(Load load) {
        readBytes += load.weight();
    }

    void drops(Load load) {
        readBytes -= load.weight();
    }

    /** Writes what the terminal takes, and reads what comes after. */
    private void pump() {
        if (pumping) {
            again = true;
            return;
        }
        pumping = true;
        try {
            do {
                again = false;
                flushBehind();
                writeLoads();
                readLoads();
            } while (again && !closed);
        } finally {
            pumping = false;
        }
    }

    private void flushBehind() {
        Line line = behind.peek();
        while (line != null && line.flush()) {
            behind.poll();
            line = behind.peek();
        }
    }

    private void writeLoads() {
        Load load = read.peek();
        while (load != null && load.write()) {
            read.poll();
            drops(load);
            if (load.complete()) {
                load.finished();
            } else {
                unread.addFirst(load);
            }
            load = read.peek();
        }
    }

    private void readLoads() {
        if (!unread.isEmpty() && index.isHeld()) {
            if (!waits) {
                waits = true;
                index.afterwards(this::released);
            }
            return;
        }
        while (!unread.isEmpty() && outlet.writable() && reading + read.size() < reads()) {
            Load load = unread.remove();
            if (load.watch().isGone()) {
                load.finished();
            } else {
                start(load);
            }
        }
    }

    private void released() {
        waits = false;
        if (!closed) {
            pump();
        }
    }

    private int reads() {
        return Math.max(1, Math.min(MOST_READS, READ_AHEAD / Math.max(1, typical)));
    }

    private void start(Load load) {
        reading++;
        load.watch().reading(load);
        load.watch().read(load.since()).onComplete(result -> {
            reading--;
            if (closed) {
                return;
            }
            if (!load.watch().isCurrent(load)) {
                load.finished();
            } else if (result.failed()) {
                load.watch().pause();
                index.loop().after(RETRY, () -> retry(load));
            } else if (!index.isHeld() && load.result(result.result(), room(), true)) {
                typical = (typical * 3 + load.weight()) / 4;
                keeps(load);
                read.add(load);
            } else {
                load.watch().pause();
                unread.addFirst(load);
            }
            pump();
        });
    }

    private void retry(Load load) {
        if (!closed) {
            unread.addFirst(load);
            pump();
        }
    }
}
