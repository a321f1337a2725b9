package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.Role;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.edge.terminal.Subscriptions.Subscription;
import io.hawser.fanout.From;
import io.hawser.fanout.Watch;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalFrames.Subscribed;
import io.hawser.protocol.TerminalMessage;
import io.hawser.protocol.Words;
import io.hawser.sharing.Access;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The making of one subscription: what may be seen, what each device needs, {@code subscribed}, snapshots and replays,
 * {@code synced}. Changes of what may be seen that happen meanwhile are counted in.
 */
final class Subscribing {
    /** Kinds that a snapshot tells: who did not follow them before needs one. */
    private static final Set<Kind> IN_SNAPSHOT = Set.of(Kind.STATE, Kind.PRESENCE);

    private final Subscriptions subscriptions;
    private final @Nullable String re;
    private final TerminalMessage.Subscribe wish;
    private final Map<DeviceId, AccessChanged> changed = new HashMap<>(0);
    private final Map<DeviceId, AccessChanged.Reason> removed = new LinkedHashMap<>(0);
    private final Map<DeviceId, Plan> plans = new LinkedHashMap<>();
    private @Nullable Subscription subscription;
    private boolean announced;
    private int owed;

    Subscribing(Subscriptions subscriptions, @Nullable String re, TerminalMessage.Subscribe wish) {
        this.subscriptions = subscriptions;
        this.re = re;
        this.wish = wish;
    }

    /** What one device needs. */
    private static final class Plan {
        private final Watch watch;
        private final @Nullable Cursor since;
        private From from;

        Plan(Watch watch, @Nullable Cursor since, From from) {
            this.watch = watch;
            this.since = since;
            this.from = from;
        }
    }

    void start() {
        look().onComplete(seen -> {
            if (!subscriptions.socket().isOpen()) {
                return;
            }
            if (seen.failed()) {
                fail(seen.cause());
                return;
            }
            plan(seen.result());
        });
    }

    /** While it is being made. */
    void accessChanged(AccessChanged change) {
        if (subscription == null) {
            changed.put(change.device(), change);
        }
    }

    /** Whether the end of this device is told after the beginning that the terminal has not heard of yet. */
    boolean removed(DeviceId device, AccessChanged.Reason reason) {
        boolean unheard = !announced && plans.remove(device) != null;
        if (unheard) {
            removed.put(device, reason);
        }
        return unheard;
    }

    private Future<List<Sight>> look() {
        User user = subscriptions.socket().principal().user();
        Sights sights = subscriptions.socket().node().sights();
        if (wish.all()) {
            return sights.all(user).compose(this::withThoseShared);
        }
        List<DeviceId> missing = new ArrayList<>();
        List<Sight> found = new ArrayList<>();
        return Lanes.each(
                        List.copyOf(wish.devices()),
                        device -> sights.one(user, device)
                                .<Void>map(sight -> {
                                    found.add(sight);
                                    return null;
                                })
                                .recover(cause -> {
                                    if (cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND) {
                                        missing.add(device);
                                        return Future.succeededFuture();
                                    }
                                    return Future.failedFuture(cause);
                                }))
                .map(done -> {
                    found.stream().map(Sight::device).filter(this::isLost).forEach(missing::add);
                    if (!missing.isEmpty()) {
                        throw Failure.notFound("device: " + missing.get(0));
                    }
                    found.replaceAll(this::updated);
                    return found;
                });
    }

    private Future<List<Sight>> withThoseShared(List<Sight> seen) {
        User user = subscriptions.socket().principal().user();
        List<Sight> found = new ArrayList<>();
        seen.stream()
                .filter(sight -> !isTaken(sight.device()))
                .map(this::updated)
                .forEach(found::add);
        Set<DeviceId> known = new HashSet<>();
        found.forEach(sight -> known.add(sight.device()));
        List<AccessChanged> shared = changed.values().stream()
                .filter(change -> change.role() != null && !known.contains(change.device()))
                .toList();
        return Lanes.each(
                        shared,
                        change -> subscriptions
                                .socket()
                                .node()
                                .sights()
                                .with(user, change.device(), role(change))
                                .<Void>map(sight -> {
                                    found.add(sight);
                                    return null;
                                }))
                .map(done -> {
                    found.removeIf(sight -> isTaken(sight.device()));
                    return found;
                });
    }

    private static Role role(AccessChanged change) {
        Role role = change.role();
        return role == null ? Role.VIEWER : role;
    }

    private boolean isTaken(DeviceId device) {
        AccessChanged change = changed.get(device);
        return change != null && change.role() == null;
    }

    private boolean isLost(DeviceId device) {
        return isTaken(device) && subscriptions.socket().principal().user().role() != UserRole.ADMIN;
    }

    private Sight updated(Sight sight) {
        AccessChanged change = changed.get(sight.device());
        if (change == null) {
            return sight;
        }
        boolean administrator = subscriptions.socket().principal().user().role() == UserRole.ADMIN;
        return new Sight(sight.device(), sight.name(), sight.model(), Access.word(change.role(), administrator));
    }

    private void plan(List<Sight> sights) {
        Subscription made = subscriptions.add(wish);
        subscription = made;
        List<Plan> toPrepare = new ArrayList<>();
        for (Sight sight : sights) {
            Plan plan = plan(made, sight);
            plans.put(sight.device(), plan);
            if (plan.from == From.REPLAY) {
                toPrepare.add(plan);
            }
        }
        Lanes.each(toPrepare, plan -> prepare(plan)).onComplete(prepared -> {
            if (!subscriptions.socket().isOpen()) {
                return;
            }
            if (prepared.failed()) {
                subscriptions.drop(made);
                fail(prepared.cause());
            } else {
                announce(made);
            }
        });
    }

    private Plan plan(Subscription made, Sight sight) {
        Watch present = subscriptions.outbox().watch(sight.device());
        Cursor since = wish.since().get(sight.device());
        if (present == null) {
            Watch watch = subscriptions.cover(made, sight);
            return new Plan(watch, since, since == null ? From.SNAPSHOT : From.REPLAY);
        }
        Set<Kind> fresh = new HashSet<>(wish.kinds());
        fresh.removeIf(present::wants);
        boolean replayable = since != null && present.isAt(since);
        subscriptions.cover(made, sight);
        if (fresh.isEmpty()) {
            return new Plan(present, null, From.CURRENT);
        }
        if (replayable) {
            return new Plan(present, since, From.REPLAY);
        }
        boolean told = since == null && fresh.stream().noneMatch(IN_SNAPSHOT::contains);
        return new Plan(present, null, told ? From.CURRENT : From.SNAPSHOT);
    }

    private Future<Void> prepare(Plan plan) {
        Cursor since = plan.since;
        if (since == null || !plans.containsValue(plan)) {
            return Future.succeededFuture();
        }
        return plan.watch.prepare(since).map(from -> {
            plan.from = from;
            return null;
        });
    }

    private void announce(Subscription made) {
        announced = true;
        List<Subscribed> devices = new ArrayList<>(plans.size());
        plans.forEach((device, plan) -> devices.add(new Subscribed(device, plan.watch.role(), Words.lower(plan.from))));
        subscriptions.socket().send(TerminalFrames.subscribed(re, made.id(), devices));
        removed.forEach((device, reason) -> subscriptions.socket().send(TerminalFrames.removed(device, reason)));
        owed = 1;
        for (Plan plan : plans.values()) {
            begin(plan);
        }
        arrived();
    }

    private void begin(Plan plan) {
        if (plan.since != null) {
            owed++;
            plan.watch.begin(plan.since, this::arrived);
        } else if (plan.from == From.SNAPSHOT) {
            owed++;
            if (plan.watch.isBegun()) {
                plan.watch.again(null, this::arrived);
            } else {
                plan.watch.begin(null, this::arrived);
            }
        }
    }

    private void arrived() {
        owed--;
        Subscription made = subscription;
        if (owed == 0 && made != null && subscriptions.socket().isOpen()) {
            if (subscriptions.isActive(made)) {
                subscriptions.socket().send(TerminalFrames.synced(re, made.id()));
            }
            subscriptions.done(this);
        }
    }

    private void fail(Throwable cause) {
        subscriptions.socket().error(re, cause);
        subscriptions.done(this);
    }

    /** Whether it counts among the active ones already. */
    boolean isAdded() {
        return subscription != null;
    }
}
