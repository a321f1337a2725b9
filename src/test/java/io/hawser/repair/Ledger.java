package io.hawser.repair;

import io.hawser.command.CommandStore;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.testing.ManualClock;
import io.hawser.testing.Stub;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A ledger of commands in memory that knows each key once, with a device behind it. */
final class Ledger {
    private final Map<String, CommandId> keys = new LinkedHashMap<>();
    private final Map<CommandId, Command> commands = new LinkedHashMap<>();
    private final List<Submission> told = new ArrayList<>();
    private final ManualClock clock;
    /** How the device ends a command; by default it does as it is told. */
    Function<Submission, CommandStatus> device = any -> CommandStatus.DONE;

    boolean away;

    Ledger(ManualClock clock) {
        this.clock = clock;
    }

    /** What the device was told, each once. */
    List<Submission> told() {
        return told;
    }

    CommandStore port() {
        return new Stub<>(CommandStore.class)
                .on("submit", given -> submit((Submission) given[0]))
                .on("find", given -> Optional.ofNullable(commands.get((CommandId) given[1])))
                .port();
    }

    private Future<Submitted> submit(Submission submission) {
        CommandId known = keys.get(submission.scope() + submission.key());
        if (known != null) {
            return Future.succeededFuture(
                    new Submitted(Objects.requireNonNull(commands.get(known)), true, List.of(), null));
        }
        if (away) {
            return Future.failedFuture(Failure.of(ErrorCode.DEVICE_OFFLINE, "away"));
        }
        keys.put(submission.scope() + submission.key(), submission.id());
        told.add(submission);
        Command sent = command(submission, CommandStatus.SENT);
        commands.put(submission.id(), command(submission, device.apply(submission)));
        return Future.succeededFuture(new Submitted(sent, false, List.of(), null));
    }

    private Command command(Submission of, CommandStatus status) {
        Instant now = clock.instant();
        return new Command(
                of.id(),
                of.device(),
                of.name(),
                of.args(),
                status,
                null,
                null,
                null,
                null,
                of.by(),
                now,
                now.plus(of.ttl()),
                status.isEnd() ? now : null);
    }
}
