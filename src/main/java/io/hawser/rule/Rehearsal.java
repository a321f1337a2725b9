package io.hawser.rule;

import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.history.HistoryStore;
import io.hawser.history.HistoryStore.Kept;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the kept logs of a span as a rule would have, one device after the other, and does nothing. It takes the same steps as
 * what is live. Bounded in what it reads, keeps and takes of time. For one use.
 */
final class Rehearsal {
    static final int MOST_DEVICES = 200;
    static final int MOST_FIRINGS = 500;

    private static final int PAGE = 500;
    private static final int MOST_ENTRIES = 200_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration NEVER_LATE = Duration.ofDays(3650);

    private final Rule rule;
    private final RuleLog log;
    private final HistoryStore history;
    private final Surroundings surroundings;
    private final Instant from;
    private final Instant to;
    private final LongSupplier nanos;
    private final long begun;
    private final Answers answers = new Answers();
    private final List<Fired> fired = new ArrayList<>();
    private Watch watch;
    private int entries;
    private @Nullable String reason;

    Rehearsal(Rule rule, RuleLog log, HistoryStore history, Instant from, Instant to, LongSupplier nanos) {
        this.rule = rule;
        this.log = log;
        this.history = history;
        this.from = from;
        this.to = to;
        this.nanos = nanos;
        begun = nanos.getAsLong();
        surroundings = new Surroundings(history);
        watch = Watch.calm(rule.id(), null);
    }

    /** With these devices, or by the clock. Fails with {@code UNAVAILABLE}. */
    Future<Trial> with(List<DeviceId> devices) {
        Hour hour = rule.says().hour().orElse(null);
        Future<Void> all;
        if (hour == null) {
            all = Future.succeededFuture();
            for (DeviceId device : devices) {
                all = all.compose(before -> isOver() ? Future.succeededFuture() : device(device));
            }
        } else {
            watch = Watch.waiting(rule.id(), from, hour.next(from).orElse(null));
            all = rest();
        }
        return all.map(done -> {
            fired.sort(Comparator.comparing(Fired::at));
            if (fired.size() > MOST_FIRINGS) {
                reason = "firings";
            }
            List<Fired> told = fired.subList(0, Math.min(fired.size(), MOST_FIRINGS));
            return new Trial(from, to, reason, hour == null ? devices.size() : 0, entries, told, rule.says());
        });
    }

    private boolean isOver() {
        if (entries >= MOST_ENTRIES) {
            reason = "entries";
        } else if (nanos.getAsLong() - begun > LONGEST.toNanos()) {
            reason = "time";
        }
        return reason != null;
    }

    private Future<Void> device(DeviceId device) {
        return history.stateAt(device, from).compose(then -> {
            watch = then.map(known -> Beginning.of(rule, known, from)).orElseGet(() -> Watch.calm(rule.id(), device));
            return page(device, null);
        });
    }

    private Future<Void> page(DeviceId device, @Nullable Cursor after) {
        return log.entries(device, rule.interest().kinds(), from, to, after, PAGE)
                .compose(page -> {
                    entries += page.size();
                    return heard(page, 0).compose(done -> {
                        if (page.size() < PAGE) {
                            return rest();
                        }
                        Kept last = page.get(page.size() - 1);
                        return isOver()
                                ? Future.succeededFuture()
                                : page(device, new Cursor(last.epoch(), last.revision()));
                    });
                });
    }

    private Future<Void> heard(List<Kept> page, int first) {
        for (int i = first; i < page.size(); i++) {
            Kept entry = page.get(i);
            if (rule.interest().mayConcern(entry)) {
                Course course = new Course(rule, watch, answers, NEVER_LATE);
                hear(course, entry);
                if (answers.isOpen()) {
                    int here = i;
                    return answered().compose(known -> heard(page, here));
                }
                take(course);
            }
        }
        return Future.succeededFuture();
    }

    private static void hear(Course course, Kept entry) {
        try {
            course.hear(Heard.of(entry.change(), entry.stored()));
        } catch (IllegalArgumentException | Failure unreadable) {
            // What is live leaves it out as well, and tells so.
            return;
        }
    }

    /** What is due after the last entry, each at its time. */
    private Future<Void> rest() {
        Instant due = watch.due();
        while (due != null && due.isBefore(to) && fired.size() <= MOST_FIRINGS) {
            Course course = new Course(rule, watch, answers, NEVER_LATE);
            course.due(due);
            if (answers.isOpen()) {
                return answered().compose(known -> rest());
            }
            take(course);
            due = watch.due();
        }
        return Future.succeededFuture();
    }

    private void take(Course course) {
        watch = course.watch();
        fired.addAll(course.fired());
    }

    private Future<Void> answered() {
        Future<Void> all = Future.succeededFuture();
        for (Question question : answers.open()) {
            all = all.compose(before -> surroundings
                    .failing(rule.says().onlyIf(), question.device(), question.at())
                    .map(answer -> {
                        answers.put(question, answer);
                        return null;
                    }));
        }
        return all;
    }
}
