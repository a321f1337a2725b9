package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.Role;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.fanout.Outbox;
import io.hawser.fanout.SubscriptionIndex;
import io.hawser.fanout.Watch;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import io.hawser.sharing.Access;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one terminal subscribes to. A device is watched once, with the union of the kinds and the highest rate of the subscriptions
 * that name it. Subscribing is done one after the other, so that each sees what the ones before it have brought.
 */
final class Subscriptions {
    private final TerminalSocket socket;
    private final SubscriptionIndex index;
    private final Outbox outbox;
    private final Map<String, Subscription> active = new LinkedHashMap<>(2);
    private final Deque<Subscribing> waiting = new ArrayDeque<>(1);
    private final Map<DeviceId, AccessChanged> arriving = new HashMap<>(0);
    private @Nullable Subscribing running;
    private int made;

    Subscriptions(TerminalSocket socket, SubscriptionIndex index) {
        this.socket = socket;
        this.index = index;
        User user = socket.principal().user();
        outbox = index.outbox(socket.wire(), user.id(), user.name());
    }

    /** One subscription: what it wants, and the devices that it has by now. */
    static final class Subscription {
        private final String id;
        private final TerminalMessage.Subscribe wish;
        private final Set<DeviceId> devices = new HashSet<>();

        Subscription(String id, TerminalMessage.Subscribe wish) {
            this.id = id;
            this.wish = wish;
        }

        String id() {
            return id;
        }

        TerminalMessage.Subscribe wish() {
            return wish;
        }
    }

    void subscribe(@Nullable String re, TerminalMessage.Subscribe wish) {
        int most = socket.node().settings().subscriptions();
        int making = waiting.size() + (running == null || running.isAdded() ? 0 : 1);
        if (active.size() + making >= most) {
            socket.error(re, Failure.of(ErrorCode.TOO_LARGE, "A terminal has at most " + most + " subscriptions."));
            return;
        }
        waiting.add(new Subscribing(this, re, wish));
        next();
    }

    void unsubscribe(@Nullable String re, String id) {
        Subscription subscription = active.remove(id);
        if (subscription == null) {
            socket.error(re, Failure.notFound("subscription: " + id));
            return;
        }
        subscription.devices.forEach(this::weigh);
        socket.send(TerminalFrames.unsubscribed(re, id));
    }

    void drained() {
        outbox.drained();
    }

    void close() {
        waiting.clear();
        outbox.close();
    }

    boolean watches(DeviceId device) {
        return outbox.watch(device) != null;
    }

    /** What the user may do with a device is another thing now. */
    void accessChanged(AccessChanged changed) {
        if (running != null) {
            running.accessChanged(changed);
        }
        Role role = changed.role();
        if (role == null) {
            arriving.remove(changed.device());
            lost(changed);
        } else {
            gained(changed, role);
        }
    }

    /** The register says something else of a watched device: its name, or that it is gone. */
    void deviceChanged(DeviceId device) {
        socket.node().sights().one(socket.principal().user(), device).onComplete(seen -> {
            if (seen.succeeded()) {
                index.describe(device, seen.result().name(), seen.result().model());
            } else if (seen.cause() instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND) {
                remove(device, AccessChanged.Reason.DEVICE_REMOVED);
            }
        });
    }

    // For the one that is being made.

    TerminalSocket socket() {
        return socket;
    }

    Outbox outbox() {
        return outbox;
    }

    Subscription add(TerminalMessage.Subscribe wish) {
        made++;
        Subscription subscription = new Subscription("s" + made, wish);
        active.put(subscription.id, subscription);
        return subscription;
    }

    void drop(Subscription subscription) {
        active.remove(subscription.id);
        subscription.devices.forEach(this::weigh);
    }

    boolean isActive(Subscription subscription) {
        return active.get(subscription.id) == subscription;
    }

    /** The subscription has this device now; returns its watch, which is new when nothing had it before. */
    Watch cover(Subscription subscription, Sight sight) {
        subscription.devices.add(sight.device());
        Watch watch = outbox.watch(sight.device());
        if (watch == null) {
            watch = outbox.add(sight.device(), sight.name(), sight.model(), sight.role());
        }
        weigh(sight.device());
        return watch;
    }

    void done(Subscribing subscribing) {
        if (running == subscribing) {
            running = null;
            next();
        }
    }

    private void next() {
        if (running == null && socket.isOpen()) {
            Subscribing first = waiting.poll();
            running = first;
            if (first != null) {
                first.start();
            }
        }
    }

    /** Gives a device's watch the union of what is wanted of it; ends it when nothing is. */
    private void weigh(DeviceId device) {
        Watch watch = outbox.watch(device);
        if (watch == null) {
            return;
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        int rate = -1;
        for (Subscription subscription : active.values()) {
            if (subscription.devices.contains(device)) {
                kinds.addAll(subscription.wish.kinds());
                int own = subscription.wish.maxRate();
                rate = rate == 0 || own == 0 ? 0 : Math.max(rate, own);
            }
        }
        if (kinds.isEmpty()) {
            outbox.remove(device);
        } else {
            watch.interests(kinds, rate);
        }
    }

    /** Administrators keep what they name, by their office; for all others it is as if the device had never been. */
    private void lost(AccessChanged changed) {
        DeviceId device = changed.device();
        User user = socket.principal().user();
        boolean stays = user.role() == UserRole.ADMIN && changed.reason() != AccessChanged.Reason.DEVICE_REMOVED;
        Watch watch = outbox.watch(device);
        if (stays && watch != null) {
            for (Subscription subscription : active.values()) {
                if (subscription.wish.all()) {
                    subscription.devices.remove(device);
                }
            }
            weigh(device);
            if (outbox.watch(device) != null) {
                role(watch, Access.word(null, true));
                return;
            }
            tellRemoved(device, changed.reason());
        } else {
            remove(device, changed.reason());
        }
    }

    private void remove(DeviceId device, AccessChanged.Reason reason) {
        boolean watched = outbox.watch(device) != null;
        for (Subscription subscription : active.values()) {
            subscription.devices.remove(device);
        }
        outbox.remove(device);
        if (watched) {
            tellRemoved(device, reason);
        }
    }

    private void tellRemoved(DeviceId device, AccessChanged.Reason reason) {
        if (running == null || !running.removed(device, reason)) {
            socket.send(TerminalFrames.removed(device, reason));
        }
    }

    private void gained(AccessChanged changed, Role role) {
        DeviceId device = changed.device();
        User user = socket.principal().user();
        Watch watch = outbox.watch(device);
        if (watch != null) {
            role(watch, Access.word(role, user.role() == UserRole.ADMIN));
        }
        List<Subscription> missing = active.values().stream()
                .filter(subscription -> subscription.wish.all() && !subscription.devices.contains(device))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        arriving.put(device, changed);
        socket.node().sights().with(user, device, role).onComplete(seen -> {
            if (arriving.remove(device, changed) && socket.isOpen()) {
                if (seen.succeeded()) {
                    arrived(seen.result(), missing);
                } else {
                    socket.error(null, seen.cause());
                }
            }
        });
    }

    private void arrived(Sight sight, List<Subscription> subscriptions) {
        boolean fresh = outbox.watch(sight.device()) == null;
        for (Subscription subscription : subscriptions) {
            if (isActive(subscription)) {
                cover(subscription, sight);
            }
        }
        Watch watch = outbox.watch(sight.device());
        if (fresh && watch != null) {
            watch.begin(null, () -> {});
        }
    }

    private static void role(Watch watch, String word) {
        if (!watch.role().equals(word)) {
            watch.role(word);
            watch.again(null, () -> {});
        }
    }
}
