package io.hawser.rule;

import io.hawser.bus.Bus;
import io.hawser.bus.RulesFired;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.NewIds;
import io.hawser.domain.RuleId;
import io.hawser.history.Follower;
import io.hawser.history.HistoryStore;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets rules off by what is kept of the devices' logs and by what is due. What an entry makes of a rule is stored with the firing that
 * comes of it before the entry leaves the outbox, and what only time makes of it is a deadline in the store: neither a restart nor a
 * node's death loses any or doubles it. A deadline is carried out only when all that was stored before it has been considered. Safe for
 * use by any thread.
 */
public final class RuleEngine implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);
    private static final Set<Kind> KINDS = Set.of(Kind.STATE, Kind.EVENT, Kind.PRESENCE, Kind.FAULT);
    private static final int DUE = 500;
    /** How often what has to be so may turn out to be asked of yet another moment. */
    private static final int ROUNDS = 50;

    private final RuleStore store;
    private final Surroundings surroundings;
    private final Supplier<Future<Outbox.Backlog>> backlog;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;
    private final RuleSettings settings;
    private final RuleTally tally;
    private final RuleBook book = new RuleBook();

    /** @param backlog what waits in the outbox */
    public RuleEngine(
            RuleStore store,
            HistoryStore history,
            Supplier<Future<Outbox.Backlog>> backlog,
            Bus bus,
            NewIds ids,
            Clock clock,
            RuleSettings settings,
            RuleTally tally) {
        this.store = store;
        this.backlog = backlog;
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
        this.tally = tally;
        surroundings = new Surroundings(history);
    }

    /** Considers entries; fails with {@code UNAVAILABLE} only, and then nothing of these is stored. */
    @Override
    public Future<Void> kept(List<Kept> entries) {
        Map<DeviceId, List<Kept>> byDevice = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> KINDS.contains(entry.kind()))
                .forEach(entry -> byDevice.computeIfAbsent(entry.device(), none -> new ArrayList<>())
                        .add(entry));
        return byDevice.isEmpty() ? Future.succeededFuture() : heard(byDevice, new IdentityHashMap<>());
    }

    /**
     * Together; when something that no other try will change is in the way, each device by itself. It must neither hold up the history of
     * all devices nor cost others what was found of them.
     */
    private Future<Void> heard(Map<DeviceId, List<Kept>> entries, Map<Kept, Optional<Heard>> read) {
        return change(
                        entries.keySet(),
                        Set.of(),
                        fold -> entries.values()
                                .forEach(all -> all.forEach(entry -> fold.hear(
                                        entry,
                                        unread -> read.computeIfAbsent(unread, RuleEngine::read)
                                                .orElse(null)))))
                .recover(cause -> {
                    if (isAway(cause)) {
                        return Future.failedFuture(cause);
                    }
                    if (entries.size() > 1) {
                        Future<Void> each = Future.succeededFuture();
                        for (Map.Entry<DeviceId, List<Kept>> one : entries.entrySet()) {
                            each = each.compose(before -> heard(Map.of(one.getKey(), one.getValue()), read));
                        }
                        return each;
                    }
                    LOG.atError()
                            .addKeyValue("device", entries.keySet())
                            .setCause(cause)
                            .log("rules could not consider entries");
                    return Future.succeededFuture();
                });
    }

    private static Optional<Heard> read(Kept entry) {
        try {
            return Optional.of(Heard.of(entry.change(), entry.stored()));
        } catch (IllegalArgumentException | Failure e) {
            LOG.atError()
                    .addKeyValue("device", entry.device())
                    .addKeyValue("revision", entry.revision())
                    .setCause(e)
                    .log("rules could not read an entry");
            return Optional.empty();
        }
    }

    /** Carries out what is due; whether more may be. Fails with {@code UNAVAILABLE}. */
    Future<Boolean> due() {
        Instant now = clock.instant();
        return store.due(now, DUE).compose(all -> {
            if (all.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return backlog.get().compose(waiting -> {
                Instant until = waiting.takenUntil(now);
                List<Watch> due = all.stream()
                        .filter(watch -> watch.due() != null && !watch.due().isAfter(until))
                        .toList();
                return due.isEmpty()
                        ? Future.succeededFuture(false)
                        : carriedOut(due, until).map(all.size() == DUE);
            });
        });
    }

    /** Finds out when rules are due whose place has become another. Fails with {@code UNAVAILABLE}. */
    Future<Void> moved() {
        Instant now = clock.instant();
        return store.moved(DUE).compose(all -> {
            Future<Void> done = Future.succeededFuture();
            for (Running one : all) {
                Instant next = book.rule(one)
                        .flatMap(rule -> rule.says().hour())
                        .flatMap(hour -> hour.next(now))
                        .orElse(null);
                done = done.compose(before -> store.await(one.id(), one.version(), next, now));
            }
            return done;
        });
    }

    private Future<Void> carriedOut(List<Watch> due, Instant until) {
        Set<DeviceId> devices = new LinkedHashSet<>();
        Set<RuleId> clocks = new LinkedHashSet<>();
        due.forEach(watch -> {
            DeviceId device = watch.device();
            if (device == null) {
                clocks.add(watch.rule());
            } else {
                devices.add(device);
            }
        });
        return change(devices, clocks, fold -> due.forEach(watch -> fold.due(watch, until)))
                .recover(cause -> {
                    if (isAway(cause) || due.size() == 1) {
                        return Future.failedFuture(cause);
                    }
                    Future<Void> each = Future.succeededFuture();
                    for (Watch one : due) {
                        each = each.compose(before -> carriedOut(List.of(one), until));
                    }
                    return each;
                });
    }

    private Future<Void> change(Set<DeviceId> devices, Set<RuleId> clocks, Consumer<Fold> step) {
        return change(devices, clocks, step, new Answers(), ROUNDS).map(fold -> {
            tally.skipped(fold.skipped());
            List<Firing> firings = fold.moves().firings();
            firings.forEach(tally::fired);
            if (!firings.isEmpty()) {
                bus.publish(new RulesFired());
            }
            return null;
        });
    }

    /** Until nothing is asked any more that is not known. */
    private Future<Fold> change(
            Set<DeviceId> devices, Set<RuleId> clocks, Consumer<Fold> step, Answers answers, int rounds) {
        AtomicReference<@Nullable Fold> last = new AtomicReference<>();
        return store.change(devices, clocks, known -> {
                    Fold fold = new Fold(known, book, answers, settings.late(), ids);
                    step.accept(fold);
                    last.set(fold);
                    return answers.isOpen() ? Moves.NONE : fold.moves();
                })
                .compose(stored -> {
                    Fold fold = last.get();
                    boolean isOpen = answers.isOpen();
                    if (fold == null || (isOpen && rounds == 0)) {
                        return Future.failedFuture(Failure.unavailable("Rules are asked of too many moments at once."));
                    }
                    return isOpen
                            ? answered(fold, answers)
                                    .compose(done -> change(devices, clocks, step, answers, rounds - 1))
                            : Future.succeededFuture(fold);
                });
    }

    private Future<Void> answered(Fold fold, Answers answers) {
        Future<Void> all = Future.succeededFuture();
        for (Question question : answers.open()) {
            all = all.compose(before -> surroundings
                    .failing(fold.guards(question.rule()), question.device(), question.at())
                    .map(answer -> {
                        answers.put(question, answer);
                        return null;
                    }));
        }
        for (Question question : answers.unknown()) {
            all = all.compose(before -> fold.says(question.rule())
                    .map(says -> surroundings.beginning(says, question))
                    .orElse(Future.succeededFuture(Memory.NONE))
                    .map(memory -> {
                        answers.put(question, memory);
                        return null;
                    }));
        }
        return all;
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == ErrorCode.UNAVAILABLE;
    }
}
