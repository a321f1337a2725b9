package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

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
        long[] sorted = times.stream().mapToLong(Duration::toMillis).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
