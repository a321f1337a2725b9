package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.condition.Evidence;
import io.hawser.condition.ValueTest;
import io.hawser.condition.Verdict;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The conditions that take more of the log than one entry. */
final class Inquiries {
    private static final Duration HOUR = Duration.ofHours(1);
    /** What is just as old as is asked for is still among what the log tells. */
    private static final Duration INSTANT = Duration.ofMillis(1);

    private Inquiries() {}

    /** A measured value that is reported again and again and never changes. */
    record Stuck(String property, int reports, Duration lasting) implements Inquiry {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE);
        }

        @Override
        public Duration after() {
            return lasting;
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return Condition.names(entry, property);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            Json now = seen.reported(property);
            if (now == null) {
                return Said.nothing(memo);
            }
            @Nullable Json stuck = stuckAt(memo);
            boolean moved = stuck != null && !same(stuck, now);
            return Said.of(moved ? Verdict.FAILS : Verdict.ASK, moved ? Memo.EMPTY : memo);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            return log.values(device, property, now.minus(lasting), reports * 4).map(values -> {
                if (values.isEmpty()) {
                    return Answer.no(null);
                }
                Json newest = values.get(0).value();
                Instant since = values.get(0).at();
                for (CheckLog.Value value : values) {
                    if (!same(value.value(), newest)) {
                        return Answer.no(since.plus(lasting));
                    }
                    since = value.at();
                }
                return values.size() < reports
                        ? Answer.no(now.plus(lasting))
                        : new Answer(
                                true,
                                Evidence.NONE
                                        .with("property", property)
                                        .with("value", newest)
                                        .with("reports", values.size()),
                                null);
            });
        }

        private static @Nullable Json stuckAt(Memo memo) {
            JsonNode value = JsonText.own(memo.evidence().json().text()).get("value");
            return value == null ? null : JsonText.json(value);
        }

        private static boolean same(Json a, Json b) {
            return ValueTest.same(JsonText.own(a.text()), JsonText.own(b.text()));
        }
    }

    /** It is connected and says nothing, for much longer than it usually does. */
    record Quiet(int factor, Duration least) implements Inquiry {
        private static final int SAMPLES = 40;
        private static final int ENOUGH = 12;
        private static final Duration BACK = Duration.ofDays(2);
        private static final Duration DAY = Duration.ofDays(1);
        /** What hardly ever waits longer than usual speaks by a timer; all else has its nights and its holidays. */
        private static final double STEADY = 1.5;

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE, Kind.EVENT, Kind.PRESENCE);
        }

        @Override
        public Duration after() {
            return least;
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (seen.entry() instanceof PresenceEntry presence) {
                // A device that is away or asleep is not quiet, and one that comes has its time anew.
                return Said.of(presence.status() == Presence.Status.ONLINE ? Verdict.ASK : Verdict.FAILS, Memo.EMPTY);
            }
            if (!seen.byDevice()) {
                return Said.nothing(memo);
            }
            return Said.of(memo.evidence().isEmpty() ? Verdict.ASK : Verdict.FAILS, Memo.EMPTY);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            return log.words(device, now.minus(BACK), SAMPLES).compose(words -> {
                if (words.size() < ENOUGH) {
                    return Future.succeededFuture(Answer.no(null));
                }
                long[] between = between(words);
                if (between[between.length - 1] <= STEADY * between[between.length / 2]) {
                    return Future.succeededFuture(judge(words, between, Duration.ZERO, now));
                }
                return log.silence(device, now.minus(BACK))
                        .map(silence -> silence.from().isAfter(now.minus(DAY))
                                // It has no night behind it: when it is silent is not known yet.
                                ? Answer.no(silence.from().plus(DAY))
                                : judge(words, between, silence.longest(), now));
            });
        }

        /** Sorted. */
        private static long[] between(List<Instant> words) {
            return IntStream.range(1, words.size())
                    .mapToLong(i ->
                            Duration.between(words.get(i), words.get(i - 1)).toMillis())
                    .sorted()
                    .toArray();
        }

        /** @param longest the longest silence that is known not to mean anything */
        private Answer judge(List<Instant> words, long[] between, Duration longest, Instant now) {
            // Nearly the longest that it ever took: one long silence before does not make it usual.
            long usual = between[between.length * 9 / 10];
            Duration limit = Duration.ofMillis(usual).multipliedBy(factor);
            limit = limit.compareTo(least) < 0 ? least : limit;
            Duration twice = longest.multipliedBy(2);
            limit = limit.compareTo(twice) < 0 ? twice : limit;
            Instant last = words.get(0);
            Instant late = last.plus(limit);
            if (now.isBefore(late)) {
                return Answer.no(late);
            }
            Evidence evidence = Evidence.NONE
                    .with("last", last.toEpochMilli())
                    .with("usual", usual)
                    .with("limit", limit.toMillis());
            return new Answer(true, evidence, null);
        }
    }

    /** What is left of a number, as it goes down now, is used up within a time. */
    record RunsOut(String property, Duration within) implements Inquiry {
        private static final Duration BACK = Duration.ofDays(3);
        private static final Duration SHORTEST = Duration.ofHours(6);
        private static final int PARTS = 72;
        private static final int ENOUGH = 6;
        /** A rise by so much is a charge or a new battery: what was before tells nothing. */
        private static final double RISE = 5;
        /** Less than so much is gone by a step of the gauge, too. */
        private static final double FALL = 3;

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE);
        }

        @Override
        public Duration after() {
            return Duration.ofMinutes(1);
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return Condition.names(entry, property);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            return seen.reported(property) == null ? Said.nothing(memo) : Said.of(Verdict.ASK, memo);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            return log.trend(device, property, now.minus(BACK), now, PARTS).map(points -> judge(points, now));
        }

        private Answer judge(List<CheckLog.Point> all, Instant now) {
            List<CheckLog.Point> points = sinceRise(all);
            if (points.size() < ENOUGH) {
                return Answer.no(all.isEmpty() ? null : now.plus(HOUR));
            }
            CheckLog.Point last = points.get(points.size() - 1);
            Duration span = Duration.between(points.get(0).at(), last.at());
            double slope = slope(points);
            if (span.compareTo(SHORTEST) < 0 || slope >= 0 || points.get(0).value() - last.value() < FALL) {
                return Answer.no(now.plus(HOUR));
            }
            long left = (long) (last.value() / -slope * 1000);
            if (left > within.toMillis()) {
                return Answer.no(now.plus(HOUR));
            }
            Evidence evidence = Evidence.NONE
                    .with("property", property)
                    .with("value", last.value())
                    .with("empty", last.at().plusMillis(left).toEpochMilli());
            return new Answer(true, evidence, now.plus(HOUR));
        }

        private static List<CheckLog.Point> sinceRise(List<CheckLog.Point> points) {
            int from = 0;
            for (int i = 1; i < points.size(); i++) {
                if (points.get(i).value() - points.get(i - 1).value() >= RISE) {
                    from = i;
                }
            }
            return points.subList(from, points.size());
        }

        /** Of the line that lies best among the points (least squares), in units a second. */
        private static double slope(List<CheckLog.Point> points) {
            Instant first = points.get(0).at();
            double n = points.size();
            double sumX = 0;
            double sumY = 0;
            double sumXY = 0;
            double sumXX = 0;
            for (CheckLog.Point point : points) {
                double x = Duration.between(first, point.at()).toMillis() / 1000.0;
                sumX += x;
                sumY += point.value();
                sumXY += x * point.value();
                sumXX += x * x;
            }
            double spread = n * sumXX - sumX * sumX;
            return spread == 0 ? 0 : (n * sumXY - sumX * sumY) / spread;
        }
    }

    /** Something happens so and so often within a time: it is switched on anew, or an event. */
    record Counted(@Nullable String event, int times, Duration within) implements Inquiry {
        @Override
        public Set<Kind> kinds() {
            return event == null ? Set.of(Kind.PRESENCE) : Set.of(Kind.EVENT);
        }

        @Override
        public Duration after() {
            return Duration.ZERO;
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            boolean meant = event == null
                    ? seen.booted()
                    : seen.entry() instanceof EventEntry happened
                            && happened.name().equals(event);
            return meant ? Said.of(Verdict.ASK, memo) : Said.nothing(memo);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            Instant since = now.minus(within);
            Future<List<Instant>> found =
                    event == null ? log.boots(device, since, times) : log.events(device, event, since, times);
            return found.map(moments -> {
                if (moments.size() < times) {
                    return Answer.no(null);
                }
                // Of the newest so many the oldest: when it is too long ago, there are too few.
                Instant oldest = moments.get(moments.size() - 1);
                Evidence evidence = Evidence.NONE.with("times", times).with("since", oldest.toEpochMilli());
                return new Answer(true, evidence, oldest.plus(within).plus(INSTANT));
            });
        }
    }

    /** Too many of its commands come to nothing. */
    record Failing(double ratio, int of, Duration within) implements Inquiry {
        private static final Set<CommandStatus> LOST =
                Set.of(CommandStatus.FAILED, CommandStatus.UNKNOWN, CommandStatus.EXPIRED);

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.COMMAND);
        }

        @Override
        public Duration after() {
            return Duration.ZERO;
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (!(seen.entry() instanceof CommandEntry command)) {
                return Said.nothing(memo);
            }
            if (LOST.contains(command.status())) {
                return Said.of(Verdict.ASK, memo);
            }
            return command.status() == CommandStatus.DONE ? Said.of(Verdict.LASTS, memo) : Said.nothing(memo);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            return log.commandEnds(device, now.minus(within), of).map(ends -> {
                long lost = ends.stream()
                        .filter(end -> LOST.contains(Words.constant(CommandStatus.class, end)))
                        .count();
                if (ends.size() < of || lost < ratio * ends.size()) {
                    return Answer.no(null);
                }
                Evidence evidence = Evidence.NONE.with("lost", lost).with("of", ends.size());
                return new Answer(true, evidence, now.plus(within));
            });
        }
    }

    /** What is wanted of it and what it reports are apart, while it is there. The memo has which wishes are open. */
    record Drift(Duration lasting) implements Inquiry {
        private static final String OPEN = "open";

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE);
        }

        @Override
        public Duration after() {
            return lasting;
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return Condition.names(entry, "desired");
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (!(seen.entry() instanceof StateEntry state)
                    || (state.desiredSet().isEmpty() && state.desiredUnset().isEmpty())) {
                return Said.nothing(memo);
            }
            Set<String> open = new TreeSet<>(open(memo));
            open.addAll(state.desiredSet().keySet());
            state.desiredUnset().forEach(open::remove);
            Memo now = memo.text(OPEN, JsonText.json(List.copyOf(open)).text());
            return Said.of(open.isEmpty() ? Verdict.FAILS : Verdict.ASK, now);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            List<String> open = open(memo);
            if (open.isEmpty()) {
                return Future.succeededFuture(Answer.no(null));
            }
            return log.online(device, now)
                    .map(since -> since.isEmpty() || since.get().plus(lasting).isAfter(now)
                            // What is away can't follow, and what has just come has its time.
                            ? Answer.no(since.orElse(now).plus(lasting))
                            : new Answer(
                                    true, Evidence.NONE.with("properties", JsonText.json(List.copyOf(open))), null));
        }

        private static List<String> open(Memo memo) {
            String text = memo.text(OPEN);
            List<String> names = new ArrayList<>();
            if (text != null) {
                JsonText.own(text).forEach(name -> names.add(name.asText()));
            }
            return names;
        }
    }

    /** It takes much longer to answer than it used to. */
    record Slow(int factor, Duration least, int of) implements Inquiry {
        private static final Duration BACK = Duration.ofDays(2);

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.COMMAND);
        }

        @Override
        public Duration after() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            boolean word = seen.byDevice()
                    && seen.entry() instanceof CommandEntry command
                    && (command.status() == CommandStatus.RECEIVED || command.status() == CommandStatus.DONE);
            return word ? Said.of(Verdict.ASK, memo) : Said.nothing(memo);
        }

        @Override
        public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
            return log.answerTimes(device, now.minus(BACK), 5 * of).map(times -> {
                if (times.size() < 2 * of) {
                    return Answer.no(null);
                }
                long lately = median(times.subList(0, of));
                long before = median(times.subList(of, times.size()));
                boolean slow = lately >= least.toMillis() && lately >= factor * before;
                return slow
                        ? new Answer(true, Evidence.NONE.with("millis", lately).with("usual", before), null)
                        : Answer.no(null);
            });
        }

        private static long median(List<Duration> times) {
            long[] sorted =
                    times.stream().mapToLong(Duration::toMillis).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }
}
