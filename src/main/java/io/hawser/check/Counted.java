package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something happens so and so often within a time: it is switched on anew, or an event. */
record Counted(@Nullable String event, int times, Duration within) implements Inquiry {
    /** What is just as old as is asked for is still among what the log tells. */
    private static final Duration INSTANT = Duration.ofMillis(1);

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
                : seen.entry() instanceof EventEntry happened && happened.name().equals(event);
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
