package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

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
                .mapToLong(i -> Duration.between(words.get(i), words.get(i - 1)).toMillis())
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
