package io.hawser.fanout;

import io.hawser.bus.Adjusting;
import io.hawser.bus.Doubted;
import io.hawser.bus.Traffic;
import io.hawser.bus.Viewers;
import io.hawser.bus.Watching;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a device to everybody on one event loop who watches it. One thread, no locks; the loop has one consumer of each bus
 * message, whose handler calls in here.
 */
public final class SubscriptionIndex {
    private final LogReader log;
    private final Loop loop;
    private final Consumer<Watching> watching;
    private final Traffic traffic;
    private final FanoutSettings settings;
    private final Pacer pacer;
    private final Map<DeviceId, DeviceFeed> feeds = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    /** Devices of which something is not told; null when everything is. */
    private @Nullable Set<DeviceId> held;

    /**
     * @param watching told when the first terminal of a user on this loop begins to watch a device, and when the last one ends
     * @param traffic counts what is delivered
     */
    public SubscriptionIndex(
            LogReader log, Loop loop, Consumer<Watching> watching, Traffic traffic, FanoutSettings settings) {
        this.log = log;
        this.loop = loop;
        this.watching = watching;
        this.traffic = traffic;
        this.settings = settings;
        pacer = new Pacer(loop);
    }

    /** A new terminal's outbox. */
    public Outbox outbox(Outlet outlet, UserId user, String name) {
        return new Outbox(this, outlet, user, name);
    }

    /** Nothing is told of any device from now on, until {@link #release}. */
    public void hold() {
        if (held == null) {
            held = new HashSet<>();
        }
    }

    /** What was not told is looked up in the logs. */
    public void release() {
        Set<DeviceId> devices = held;
        held = null;
        if (devices != null) {
            doubted(new Doubted(devices));
            List<Runnable> all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(Runnable::run);
        }
    }

    public boolean isHeld() {
        return held != null;
    }

    /** Whether what happens to the device is not to be told now; it then is once it may be. */
    boolean holds(DeviceId device) {
        Set<DeviceId> devices = held;
        if (devices == null) {
            return false;
        }
        devices.add(device);
        return true;
    }

    /** To be run once nothing is held any more. */
    void afterwards(Runnable action) {
        waiting.add(action);
    }

    /** Something was stored. */
    public void change(Change change) {
        DeviceFeed feed = feeds.get(change.device());
        if (feed != null) {
            feed.change(change);
        }
    }

    /** Of these devices changes may have been missed: their logs are looked into. */
    public void doubted(Doubted doubted) {
        for (DeviceId device : doubted.devices()) {
            DeviceFeed feed = feeds.get(device);
            if (feed != null) {
                feed.doubt();
            }
        }
    }

    /** Who watches a device, on the whole node. */
    public void viewers(Viewers viewers) {
        DeviceFeed feed = feeds.get(viewers.device());
        if (feed != null) {
            feed.viewers(viewers);
        }
    }

    /** Somebody holds a control of a device, or lets go of it. */
    public void adjusting(Adjusting adjusting) {
        DeviceFeed feed = feeds.get(adjusting.device());
        if (feed != null) {
            feed.adjusting(adjusting);
        }
    }

    /** The register's words on a device that may be watched here. */
    public void describe(DeviceId device, String name, String model) {
        DeviceFeed feed = feeds.get(device);
        if (feed != null) {
            feed.describe(name, model);
        }
    }

    /** Whether anybody on this loop watches the device. */
    public boolean isWatched(DeviceId device) {
        return feeds.containsKey(device);
    }

    /** How many devices are watched. */
    public int devices() {
        return feeds.size();
    }

    DeviceFeed feed(DeviceId device) {
        DeviceFeed feed = feeds.get(device);
        if (feed == null) {
            feed = new DeviceFeed(this, device);
            feeds.put(device, feed);
        }
        return feed;
    }

    void forget(DeviceFeed feed) {
        feeds.remove(feed.device(), feed);
    }

    void tell(Watching watch) {
        watching.accept(watch);
    }

    Traffic traffic() {
        return traffic;
    }

    void later(Line line) {
        pacer.add(line);
    }

    LogReader log() {
        return log;
    }

    Loop loop() {
        return loop;
    }

    FanoutSettings settings() {
        return settings;
    }
}
