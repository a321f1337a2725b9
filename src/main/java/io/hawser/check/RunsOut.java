package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What is left of a number, as it goes down now, is used up within a time. */
record RunsOut(String property, Duration within) implements Inquiry {
    private static final Duration HOUR = Duration.ofHours(1);
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
