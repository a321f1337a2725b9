package io.hawser.repair;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.bus.Bus;
import io.hawser.bus.Following;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with repairs: by what became of their faults, by what is due, and sooner where the bus tells that something has happened. */
final class RepairLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepairLoop.class);
    private static final Duration SOONEST = Duration.ofSeconds(2);
    private static final Duration LATEST = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Set<ErrorCode> LATER = Set.of(ErrorCode.UNAVAILABLE, ErrorCode.RATE_LIMITED);
    private static final int STEPS = 12;
    private static final int MOST = 200;

    private final RepairStore store;
    private final Decisions decisions;
    private final Trial trial;
    private final Bus bus;
    private final Clock clock;
    /** Devices that this node follows because of what it does with them. */
    private final Map<DeviceId, Set<FaultId>> followed = new ConcurrentHashMap<>();

    /** What could not go on for a reason that nobody expected. */
    private final Cache<FaultId, Boolean> putOff =
            Caffeine.newBuilder().expireAfterWrite(LATEST).maximumSize(10_000).build();

    private final Bus.Subscription changes;

    RepairLoop(RepairStore store, Decisions decisions, Trial trial, Bus bus, Clock clock) {
        this.store = store;
        this.decisions = decisions;
        this.trial = trial;
        this.bus = bus;
        this.clock = clock;
        changes = bus.onChange(this::heard);
    }

    /** Looks at what has become of faults since; whether there may be more. */
    Future<Boolean> turn() {
        return store.stirred(MOST)
                .compose(faults -> each(
                                faults,
                                fault -> fault,
                                fault -> decisions.heard(fault).compose(this::goOn))
                        .map(faults.size() == MOST && putOff.estimatedSize() == 0));
    }

    /** Goes on with what is due; whether there may be more. */
    Future<Boolean> due() {
        return store.due(clock.instant(), MOST)
                .compose(all -> each(all, Repair::fault, repair -> go(repair, STEPS))
                        .map(all.size() == MOST && putOff.estimatedSize() == 0));
    }

    /** One after the other; one that can't go on must not hold up the others. */
    private <T> Future<Void> each(List<T> all, Function<T, FaultId> id, Function<T, Future<Void>> work) {
        Future<Void> done = Future.succeededFuture();
        for (T one : all) {
            FaultId fault = id.apply(one);
            if (putOff.getIfPresent(fault) != null) {
                continue;
            }
            done = done.compose(before -> work.apply(one)).recover(cause -> {
                if (cause instanceof Failure failure && failure.code() == ErrorCode.UNAVAILABLE) {
                    return Future.failedFuture(cause);
                }
                putOff.put(fault, true);
                LOG.atError().addKeyValue("fault", fault).setCause(cause).log("a repair can't go on, and waits");
                return Future.succeededFuture();
            });
        }
        return done;
    }

    /** Goes on as far as it can be gone now. */
    Future<Void> goOn(Optional<Repair> repair) {
        return repair.isEmpty() ? Future.succeededFuture() : goOn(repair.get(), STEPS);
    }

    private Future<Void> goOn(Repair repair, int steps) {
        follow(repair);
        Instant due = repair.due(clock.instant());
        return due == null || due.isAfter(clock.instant()) || steps == 0
                ? Future.succeededFuture()
                : go(repair, steps - 1);
    }

    /** Goes on with one; whatever it finds, it is looked at again. */
    private Future<Void> go(Repair repair, int steps) {
        return trial.next(repair)
                .compose(after -> {
                    if (after.isPresent() && after.get().version() != repair.version()) {
                        return goOn(after.get(), steps);
                    }
                    follow(repair);
                    return store.later(repair, again(repair));
                })
                .recover(cause -> {
                    if (cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND) {
                        // The device is gone, and its faults with it.
                        forget(repair);
                        return Future.succeededFuture();
                    }
                    if (cause instanceof Failure failure && LATER.contains(failure.code())) {
                        return store.later(repair, clock.instant().plus(PAUSE));
                    }
                    return Future.failedFuture(cause);
                });
    }

    /** The longer it takes, the seldomer it is looked at. */
    private Instant again(Repair repair) {
        Instant now = clock.instant();
        Instant since = repair.stage() instanceof Stage.Acting acting
                ? acting.since()
                : repair.stage() instanceof Stage.Probing probing ? probing.since() : now;
        Duration taken = Duration.between(since, now);
        Duration pause = taken.compareTo(SOONEST) < 0 ? SOONEST : taken.compareTo(LATEST) > 0 ? LATEST : taken;
        Instant end = repair.stage().due();
        Instant next = now.plus(pause);
        return end != null && end.isAfter(now) && end.isBefore(next) ? end : next;
    }

    /** What happens at a device with which something is done makes it look at once. */
    private void heard(Change change) {
        if (!followed.containsKey(change.device())) {
            return;
        }
        boolean end = change.entry() instanceof CommandEntry command
                && command.status().isEnd();
        if (end || change.entry() instanceof PresenceEntry || change.entry() instanceof StateEntry) {
            store.busy(change.device())
                    .compose(all -> each(all, Repair::fault, repair -> heard(repair, change)))
                    .onFailure(cause -> LOG.atDebug()
                            .addKeyValue("device", change.device())
                            .setCause(cause)
                            .log("a repair is looked at later"));
        }
    }

    private Future<Void> heard(Repair repair, Change change) {
        if (!(change.entry() instanceof StateEntry state)) {
            return go(repair, STEPS);
        }
        if (repair.stage() instanceof Stage.Probing probing
                && repair.plan().at(probing.strategy()).probe() instanceof Probe.Follows) {
            return go(repair, STEPS);
        }
        // The kept log has it a moment later.
        boolean shown = repair.stage() instanceof Stage.Probing at
                && change.by() instanceof Actor.ByDevice
                && !change.at().isBefore(at.since())
                && repair.plan().at(at.strategy()).probe() instanceof Probe.Reports reports
                && reports.test().test(state).orElse(false);
        return shown
                ? trial.shown(repair, (Stage.Probing) repair.stage()).compose(this::goOn)
                : Future.succeededFuture();
    }

    private void follow(Repair repair) {
        if (!repair.isBusy()) {
            forget(repair);
            return;
        }
        followed.compute(repair.device(), (device, faults) -> {
            Set<FaultId> all = faults == null ? ConcurrentHashMap.newKeySet() : faults;
            if (faults == null) {
                bus.publish(new Following(device, true));
            }
            all.add(repair.fault());
            return all;
        });
    }

    private void forget(Repair repair) {
        followed.computeIfPresent(repair.device(), (device, faults) -> {
            faults.remove(repair.fault());
            if (faults.isEmpty()) {
                bus.publish(new Following(device, false));
                return null;
            }
            return faults;
        });
    }

    @Override
    public void close() {
        changes.close();
    }
}
