package io.hawser.edge.terminal;

import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.domain.Command;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Via;
import io.hawser.edge.socket.Guarded;
import io.hawser.identity.Principal;
import io.hawser.protocol.TerminalMessage;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Duration;

/** One terminal's commands on their way into the ledger, of which there are so many at once and no more. On its event loop only. */
final class TerminalCommands {
    private static final Duration SOON = Duration.ofMillis(100);

    private final TerminalServices services;
    private final TerminalSettings settings;
    private int inflight;
    /** The check of the command before: the ledger takes them as they were sent, however long each check takes. */
    private Future<Void> before = Future.succeededFuture();

    TerminalCommands(TerminalServices services, TerminalSettings settings) {
        this.services = services;
        this.settings = settings;
    }

    /** Takes it in, if the user may and the model knows it; fails also with {@code RATE_LIMITED}. */
    Future<Command> submit(Principal by, TerminalMessage.Command wish) {
        if (inflight >= settings.inflight()) {
            return Future.failedFuture(Failure.of(
                    ErrorCode.RATE_LIMITED, "At most " + settings.inflight() + " commands may be in flight.", SOON));
        }
        inflight++;
        Future<Void> checked = Guarded.call(() -> check(by, wish));
        Future<Void> turn = before.transform(theirs -> checked);
        before = turn;
        return turn.compose(mine -> services.commands().submit(submission(by, wish)))
                .map(Submitted::command)
                .onComplete(over -> inflight--);
    }

    private Future<Void> check(Principal by, TerminalMessage.Command wish) {
        return services.access()
                .require(by.user(), wish.device(), Need.COMMAND)
                .compose(access -> services.devices().model(wish.device()))
                .map(model -> {
                    services.models().checkCommand(model, wish.name(), wish.args());
                    return null;
                });
    }

    private Submission submission(Principal by, TerminalMessage.Command wish) {
        Duration ttl = wish.ttl();
        return Submission.of(
                services.ids().command(),
                wish.device(),
                wish.name(),
                wish.args(),
                by.actor(Via.PANEL),
                by.user().id(),
                wish.key(),
                ttl == null ? settings.commandTtl() : ttl,
                wish.queue(),
                wish.ifRevision());
    }
}
