package io.hawser.check;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.bus.Bus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.NewIds;
import io.hawser.fault.FaultStore;
import io.hawser.history.Follower;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what is kept of every device's log. What an entry makes of a watch is stored with the faults that come of it before the
 * entry leaves the outbox, and what only time makes of it is a deadline in the store: neither a restart nor a node's death loses any. A
 * deadline is carried out only when all that was stored before it has been considered. Safe for use by any thread.
 */
public final class CheckService implements Follower, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckService.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    /** Until when all nodes have heard of something. */
    private static final Duration HEARD = Duration.ofSeconds(3);

    private static final int SUBJECTS = 50_000;
    private static final int DUE = 500;

    private final CheckStore store;
    private final FaultStore faults;
    private final CheckLog log;
    private final CheckBook book;
    private final Supplier<Future<Outbox.Backlog>> backlog;
    private final Runnable moved;
    private final NewIds ids;
    private final Clock clock;
    private final CheckSettings settings;
    private final Outages outages;
    private final Observations observations = new Observations();
    private final Cache<DeviceId, Subject> subjects;
    private final List<Bus.Subscription> subscriptions;

    /**
     * @param backlog what waits in the outbox
     * @param moved told when faults have new steps
     */
    public CheckService(
            CheckStore store,
            FaultStore faults,
            CheckLog log,
            CheckBook book,
            Supplier<Future<Outbox.Backlog>> backlog,
            Runnable moved,
            Bus bus,
            NewIds ids,
            Clock clock,
            CheckSettings settings) {
        this.store = store;
        this.faults = faults;
        this.log = log;
        this.book = book;
        this.backlog = backlog;
        this.moved = moved;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
        outages = new Outages(settings, ids);
        subjects = Caffeine.newBuilder()
                .maximumSize(SUBJECTS)
                .expireAfterWrite(REMEMBERED)
                .build();
        subscriptions = List.of(
                bus.onDeviceChanged(changed -> subjects.invalidate(changed.device())),
                bus.onModelsRenewed(renewed -> renewed(renewed.made())),
                bus.onMissed(missed -> subjects.invalidateAll()));
    }

    private void renewed(@Nullable String made) {
        subjects.invalidateAll();
        if (made != null) {
            store.reconsider(made, clock.instant().plus(HEARD))
                    .onFailure(cause -> LOG.atWarn()
                            .addKeyValue("model", made)
                            .setCause(cause)
                            .log("what is raised at a model's devices waits for what they say next"));
        }
    }

    /**
     * Has the checks of these codes looked at again, by what the device said last, since another thing is watched from now on. Fails with
     * {@code UNAVAILABLE}; what the device says next does the same.
     */
    Future<Void> again(DeviceId device, Set<String> codes) {
        Instant now = clock.instant();
        subjects.invalidate(device);
        return log.state(device, now)
                .compose(state -> subjects(Set.of(device)).compose(found -> {
                    Subject subject = found.get(device);
                    Observation seen = Observation.state(device, state, now);
                    return subject == null
                            ? Future.<Void>succeededFuture()
                            : store.change(Set.of(device), known -> {
                                        Fold fold = new Fold(subject, known, ids);
                                        fold.again(codes, seen);
                                        return new Moves(fold.standings(), fold.steps());
                                    })
                                    .map(this::announced);
                }));
    }

    /** Considers entries; fails with {@code UNAVAILABLE} only, and then nothing of these is stored. */
    @Override
    public Future<Void> kept(List<Kept> entries) {
        Map<DeviceId, List<Kept>> byDevice = new LinkedHashMap<>();
        entries.forEach(entry -> byDevice.computeIfAbsent(entry.device(), none -> new ArrayList<>())
                .add(entry));
        return subjects(byDevice.keySet()).compose(found -> changed(byDevice, found, new IdentityHashMap<>()));
    }

    /**
     * Together; when something that no other try will change is in the way, each device by itself. It must neither hold up the history of
     * all devices nor cost others what was found of them.
     */
    private Future<Void> changed(
            Map<DeviceId, List<Kept>> entries, Map<DeviceId, Subject> found, Map<Kept, Observation> read) {
        return store.change(found.keySet(), known -> considered(entries, found, known, read))
                .<Void>map(this::announced)
                .recover(cause -> {
                    if (isAway(cause)) {
                        return Future.failedFuture(cause);
                    }
                    if (found.size() > 1) {
                        Future<Void> each = Future.succeededFuture();
                        for (Map.Entry<DeviceId, Subject> one : found.entrySet()) {
                            each = each.compose(before -> changed(entries, Map.of(one.getKey(), one.getValue()), read));
                        }
                        return each;
                    }
                    LOG.atError()
                            .addKeyValue("device", found.keySet())
                            .setCause(cause)
                            .log("entries could not be checked");
                    return Future.succeededFuture();
                });
    }

    private @Nullable Void announced(int steps) {
        if (steps > 0) {
            moved.run();
        }
        return null;
    }

    /** @param read what was read of entries already: each is to be read once, however often they are considered */
    private Moves considered(
            Map<DeviceId, List<Kept>> entries, Map<DeviceId, Subject> found, Known known, Map<Kept, Observation> read) {
        List<Standing> standings = new ArrayList<>();
        List<Fault.Step> steps = new ArrayList<>();
        found.forEach((device, subject) -> {
            Fold fold = new Fold(subject, known, ids);
            for (Kept entry : entries.getOrDefault(device, List.of())) {
                if (subject.mayConcern(entry, fold.known())) {
                    try {
                        fold.hear(read.computeIfAbsent(entry, unread -> observations.read(unread, subject)));
                    } catch (IllegalArgumentException | Failure e) {
                        LOG.atError()
                                .addKeyValue("device", device)
                                .addKeyValue("revision", entry.revision())
                                .setCause(e)
                                .log("an entry could not be checked");
                    }
                }
            }
            standings.addAll(fold.standings());
            steps.addAll(fold.steps());
        });
        return new Moves(standings, steps);
    }

    /** Carries out what is due; whether more may be. Fails with {@code UNAVAILABLE}. */
    Future<Boolean> due() {
        Instant now = clock.instant();
        return store.due(now, DUE).compose(all -> {
            if (all.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return considered(now).compose(until -> {
                List<Standing> due = all.stream()
                        .filter(standing ->
                                standing.due() != null && !standing.due().isAfter(until))
                        .toList();
                return due.isEmpty()
                        ? Future.succeededFuture(false)
                        : carriedOut(due, now).map(done -> all.size() == DUE);
            });
        });
    }

    /** Up to which time all that was stored has been considered. */
    private Future<Instant> considered(Instant now) {
        return backlog.get().map(waiting -> waiting.takenUntil(now));
    }

    private Future<Void> carriedOut(List<Standing> due, Instant now) {
        Set<DeviceId> devices = due.stream().map(Standing::device).collect(Collectors.toCollection(LinkedHashSet::new));
        return subjects(devices)
                .compose(found -> answers(due, found, now)
                        .compose(answers -> store.sites(devices, Outages.GONE, settings.together())
                                .compose(sites -> store.change(found.keySet(), known -> {
                                    Moves moves = moves(due, found, answers, known, now);
                                    return new Moves(moves.standings(), outages.carried(moves.steps(), sites, now));
                                })))
                        .map(this::announced));
    }

    private Moves moves(
            List<Standing> due,
            Map<DeviceId, Subject> found,
            Map<Standing, Inquiry.Answer> answers,
            Known known,
            Instant now) {
        Map<DeviceId, Fold> folds = new LinkedHashMap<>();
        for (Standing standing : due) {
            Subject subject = found.get(standing.device());
            if (subject != null) {
                folds.computeIfAbsent(standing.device(), none -> new Fold(subject, known, ids))
                        .due(standing, answers.get(standing), now);
            }
        }
        List<Standing> standings = new ArrayList<>();
        List<Fault.Step> steps = new ArrayList<>();
        folds.values().forEach(fold -> {
            standings.addAll(fold.standings());
            steps.addAll(fold.steps());
        });
        return new Moves(standings, steps);
    }

    /** What the log says to those that ask it; none for the others. */
    private Future<Map<Standing, Inquiry.Answer>> answers(
            List<Standing> due, Map<DeviceId, Subject> found, Instant now) {
        Map<Standing, Future<Inquiry.Answer>> asked = new HashMap<>();
        for (Standing standing : due) {
            Subject subject = found.get(standing.device());
            if (subject != null
                    && subject.find(standing.watch()).map(Check::condition).orElse(null) instanceof Inquiry inquiry) {
                asked.put(standing, inquiry.ask(log, standing.device(), standing.memo(), now));
            }
        }
        return Future.all(new ArrayList<>(asked.values())).map(done -> {
            Map<Standing, Inquiry.Answer> answers = new HashMap<>();
            asked.forEach((standing, answer) -> answers.put(standing, answer.result()));
            return answers;
        });
    }

    /** Looks whether outages are over. Fails with {@code UNAVAILABLE}. */
    Future<Void> settle() {
        Instant now = clock.instant();
        return store.outages(Outages.OUTAGE)
                .compose(open -> {
                    Future<Void> done = Future.succeededFuture();
                    for (CheckStore.Outage outage : open) {
                        done = done.compose(before -> settled(outage, now));
                    }
                    return done;
                })
                .compose(done -> store.strays(DUE))
                .compose(strays -> detached(strays, now));
    }

    private Future<Void> detached(List<FaultId> carried, Instant now) {
        Future<Void> done = Future.succeededFuture();
        for (FaultId fault : carried) {
            done = done.compose(before -> faults.change(fault, found -> outages.detached(found, now)))
                    .map(step -> announced(step.isPresent() ? 1 : 0));
        }
        return done;
    }

    private Future<Void> settled(CheckStore.Outage outage, Instant now) {
        Future<Void> left = outages.isOver(outage, now) ? detached(outage.left(), now) : Future.succeededFuture();
        return left.compose(detached -> faults.change(
                        outage.fault().id(),
                        fault -> fault.step() == outage.fault().step() ? outages.next(outage, now) : Optional.empty()))
                .onSuccess(step -> step.ifPresent(any -> moved.run()))
                .mapEmpty();
    }

    /** The devices with what is watched of them; unknown ones are left out. */
    private Future<Map<DeviceId, Subject>> subjects(Collection<DeviceId> devices) {
        Map<DeviceId, Subject> found = new LinkedHashMap<>(subjects.getAllPresent(devices));
        List<DeviceId> missing =
                devices.stream().filter(device -> !found.containsKey(device)).toList();
        if (missing.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return store.watched(missing).map(watched -> {
            watched.forEach(one -> {
                Subject subject = book.subject(one.device(), one.model(), one.overrides());
                subjects.put(one.device(), subject);
                found.put(one.device(), subject);
            });
            return found;
        });
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == ErrorCode.UNAVAILABLE;
    }

    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
