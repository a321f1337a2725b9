package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

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
