package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.fanout.From;
import io.hawser.fanout.Outbox;
import io.hawser.fanout.Watch;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalFrames.Subscribed;
import io.hawser.protocol.TerminalMessage.Subscribe;
import io.hawser.protocol.Words;
import io.hawser.sharing.Access;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one terminal has subscribed to, and so which devices it watches with which interests: a device that several subscriptions
 * name is watched once, with the union of their kinds. On its event loop only.
 */
final class Subscriptions {
    private final TerminalServices services;
    private final TerminalSettings settings;
    private final TerminalLink link;
    private final Outbox outbox;
    private final User user;
    private final Revocations revocations;
    private final Map<String, Subscribe> all = new LinkedHashMap<>(2);
    /** What was shared, with the role, while subscriptions to all were being decided: these may hold a cursor of it. */
    private final Map<DeviceId, String> shared = new LinkedHashMap<>(0);

    private int deciding;
    private int count;

    Subscriptions(
            TerminalServices services,
            TerminalSettings settings,
            TerminalLink link,
            Outbox outbox,
            User user,
            Revocations revocations) {
        this.services = services;
        this.settings = settings;
        this.link = link;
        this.outbox = outbox;
        this.user = user;
        this.revocations = revocations;
    }

    /** Answers with {@code subscribed}, what each device needs, and {@code synced}; fails as a whole or not at all. */
    Future<Void> subscribe(Subscribe wish, @Nullable String re) {
        if (all.size() >= settings.subscriptions()) {
            return Future.failedFuture(Failure.of(
                    ErrorCode.RATE_LIMITED, "A terminal has at most " + settings.subscriptions() + " subscriptions."));
        }
        String name = "s" + ++count;
        // Known before it is decided, so that what is shared meanwhile comes in by itself.
        all.put(name, wish);
        deciding++;
        Future<List<Target>> decided = targets(wish).onFailure(cause -> abandon(name, List.of()));
        return decided.compose(targets -> prepared(name, wish, re, targets)).onComplete(done -> decided());
    }

    private Future<Void> prepared(String name, Subscribe wish, @Nullable String re, List<Target> targets) {
        List<Start> starts = new ArrayList<>(targets.size());
        List<Future<?>> prepared = new ArrayList<>();
        for (Target target : targets) {
            Start start = start(target, wish);
            starts.add(start);
            prepared.add(start.from);
        }
        return Future.all(prepared)
                .map(ready -> {
                    begin(name, re, starts);
                    return (Void) null;
                })
                .onFailure(cause -> abandon(name, starts));
    }

    private void decided() {
        if (--deciding == 0) {
            Map<DeviceId, String> late = Map.copyOf(shared);
            shared.clear();
            late.forEach(this::follow);
        }
    }

    /** Ends a subscription; what no other one names is watched no more. */
    void unsubscribe(String name, @Nullable String re) {
        if (all.remove(name) == null) {
            throw Failure.notFound("subscription");
        }
        settle();
        link.send(TerminalFrames.unsubscribed(re, name));
    }

    /** What the user may do with a device has changed. */
    void accessChanged(AccessChanged changed) {
        DeviceId device = changed.device();
        Watch watch = outbox.watch(device);
        if (changed.role() == null) {
            boolean gone = changed.reason() == AccessChanged.Reason.DEVICE_REMOVED;
            if (watch != null && (gone || user.role() != UserRole.ADMIN || !isNamed(device))) {
                outbox.remove(device);
                link.send(TerminalFrames.removed(device, changed.reason()));
                all.replaceAll((name, wish) -> without(wish, device));
            }
        } else if (watch != null) {
            watch.role(Access.word(changed.role(), user.role() == UserRole.ADMIN));
            watch.again(() -> {});
        } else if (all.values().stream().anyMatch(Subscribe::all)) {
            follow(device, Access.word(changed.role(), user.role() == UserRole.ADMIN));
        }
    }

    /** Whether the terminal does not watch the device yet, or does so with another role. */
    boolean isNews(AccessChanged now) {
        Watch watch = outbox.watch(now.device());
        return watch == null || !watch.role().equals(Access.word(now.role(), user.role() == UserRole.ADMIN));
    }

    /** The devices that the terminal watches. */
    List<DeviceId> watched() {
        return outbox.watches().stream().map(Watch::device).toList();
    }

    private void follow(DeviceId device, String role) {
        if (deciding > 0) {
            shared.put(device, role);
            return;
        }
        services.devices()
                .find(device)
                .onSuccess(found -> services.access().access(user, device).onSuccess(still -> {
                    if (deciding > 0) {
                        shared.put(device, role);
                    } else if (outbox.watch(device) == null && isWanted(device) && !isRevoked(device)) {
                        Watch watch = outbox.add(device, found.name(), found.model(), role);
                        settle(watch);
                        watch.begin(null, () -> {});
                    }
                }));
    }

    private Future<List<Target>> targets(Subscribe wish) {
        boolean admin = user.role() == UserRole.ADMIN;
        if (wish.all()) {
            return services.access()
                    .visible(user)
                    .map(seen -> seen.stream()
                            .filter(one -> !isRevoked(one.device().id()))
                            .map(one -> new Target(
                                    one.device().id(),
                                    one.device().name(),
                                    one.device().model(),
                                    Access.word(one.role(), admin)))
                            .toList());
        }
        List<Future<Target>> targets = new ArrayList<>();
        for (DeviceId device : wish.devices()) {
            targets.add(services.access()
                    .require(user, device, Need.WATCH)
                    .compose(access -> services.devices()
                            .find(device)
                            .map(found -> new Target(device, found.name(), found.model(), access.word())))
                    .recover(cause -> Future.failedFuture(named(device, cause))));
        }
        return Future.all(targets)
                .map(done -> targets.stream()
                        .map(Future::result)
                        .map(this::unlessRevoked)
                        .toList());
    }

    private Target unlessRevoked(Target target) {
        if (isRevoked(target.device())) {
            throw noSuch(target.device());
        }
        return target;
    }

    /** An administrator may see it without a grant, as long as it exists. */
    private boolean isRevoked(DeviceId device) {
        return user.role() != UserRole.ADMIN && revocations.covers(user.id(), device);
    }

    private static Failure noSuch(DeviceId device) {
        return Failure.of(ErrorCode.NOT_FOUND, "No such device: " + device + ".");
    }

    private static Throwable named(DeviceId device, Throwable cause) {
        return cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND ? noSuch(device) : cause;
    }

    private Start start(Target target, Subscribe wish) {
        Watch present = outbox.watch(target.device());
        Cursor since = wish.since().get(target.device());
        if (present != null) {
            boolean covered = present.isLive() && present.covers(wish.kinds());
            settle(present);
            return new Start(
                    target,
                    present,
                    null,
                    false,
                    Future.succeededFuture(covered ? From.CURRENT : From.SNAPSHOT),
                    covered);
        }
        Watch watch = outbox.add(target.device(), target.name(), target.model(), target.role());
        settle(watch);
        Future<From> from = since == null ? Future.succeededFuture(From.SNAPSHOT) : watch.prepare(since);
        return new Start(target, watch, since, true, from, false);
    }

    private void begin(String name, @Nullable String re, List<Start> starts) {
        List<Subscribed> told = new ArrayList<>(starts.size());
        for (Start start : starts) {
            if (outbox.watch(start.target.device()) == start.watch) {
                told.add(new Subscribed(start.target.device(), start.watch.role(), Words.lower(start.from.result())));
            }
        }
        link.send(TerminalFrames.subscribed(re, name, told));
        int[] left = {starts.size()};
        Runnable done = () -> {
            if (--left[0] == 0) {
                link.send(TerminalFrames.synced(re, name));
            }
        };
        if (starts.isEmpty()) {
            link.send(TerminalFrames.synced(re, name));
        }
        for (Start start : starts) {
            if (start.isNew) {
                start.watch.begin(start.from.result() == From.SNAPSHOT ? null : start.since, done);
            } else if (start.covered) {
                done.run();
            } else {
                start.watch.again(done);
            }
        }
    }

    private void abandon(String name, List<Start> starts) {
        all.remove(name);
        for (Start start : starts) {
            DeviceId device = start.target.device();
            if (start.isNew && outbox.watch(device) == start.watch && isWanted(device)) {
                start.watch.begin(null, () -> {});
            }
        }
        settle();
    }

    private void settle() {
        for (Watch watch : List.copyOf(outbox.watches())) {
            if (isWanted(watch.device())) {
                settle(watch);
            } else {
                outbox.remove(watch.device());
            }
        }
    }

    /** The union of what the subscriptions that name it are interested in. */
    private void settle(Watch watch) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        int rate = -1;
        for (Subscribe wish : all.values()) {
            if (wish.all() || wish.devices().contains(watch.device())) {
                kinds.addAll(wish.kinds());
                rate = rate == 0 || wish.maxRate() == 0 ? 0 : Math.max(rate, wish.maxRate());
            }
        }
        watch.interests(kinds, Math.max(rate, 0));
    }

    private boolean isWanted(DeviceId device) {
        return all.values().stream()
                .anyMatch(wish -> wish.all() || wish.devices().contains(device));
    }

    private boolean isNamed(DeviceId device) {
        return all.values().stream().anyMatch(wish -> wish.devices().contains(device));
    }

    /** A named device that was taken away does not come back by itself. */
    private static Subscribe without(Subscribe wish, DeviceId device) {
        if (!wish.devices().contains(device) || wish.devices().size() == 1) {
            return wish;
        }
        Set<DeviceId> left = new java.util.LinkedHashSet<>(wish.devices());
        left.remove(device);
        return new Subscribe(left, wish.kinds(), wish.since(), wish.maxRate());
    }

    private record Target(DeviceId device, String name, String model, String role) {}

    private record Start(
            Target target, Watch watch, @Nullable Cursor since, boolean isNew, Future<From> from, boolean covered) {}
}
