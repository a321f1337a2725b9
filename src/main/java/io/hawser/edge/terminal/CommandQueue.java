package io.hawser.edge.terminal;

import io.hawser.command.CommandStore.Submission;
import io.hawser.domain.Actor;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.User;
import io.hawser.domain.Via;
import io.hawser.protocol.TerminalFrames;
import io.hawser.protocol.TerminalMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One terminal's commands on their way to the ledger, which they reach in the order in which they came: the check of one may take
 * longer than that of the next.
 */
final class CommandQueue {
    private final TerminalSocket socket;
    private final Deque<Wish> waiting = new ArrayDeque<>(2);
    private int inFlight;
    private boolean checking;

    CommandQueue(TerminalSocket socket) {
        this.socket = socket;
    }

    private record Wish(@Nullable String id, TerminalMessage.Command command) {}

    void submit(@Nullable String id, TerminalMessage.Command command) {
        if (inFlight >= socket.node().settings().inflight()) {
            socket.error(
                    id,
                    Failure.of(
                            ErrorCode.RATE_LIMITED,
                            "At most " + socket.node().settings().inflight() + " commands may be in flight.",
                            Duration.ofSeconds(1)));
            return;
        }
        inFlight++;
        waiting.add(new Wish(id, command));
        next();
    }

    private void next() {
        while (!checking && !waiting.isEmpty()) {
            Wish wish = waiting.remove();
            checking = true;
            socket.node()
                    .sights()
                    .commandable(socket.principal().user(), wish.command().device())
                    .map(model -> {
                        socket.node()
                                .models()
                                .check(
                                        model,
                                        wish.command().name(),
                                        wish.command().args());
                        return model;
                    })
                    .onComplete(checked -> {
                        if (checked.succeeded()) {
                            send(wish);
                        } else {
                            ended(wish, checked.cause());
                        }
                        checking = false;
                        next();
                    });
        }
    }

    private void send(Wish wish) {
        TerminalMessage.Command command = wish.command();
        User user = socket.principal().user();
        Duration ttl = command.ttl();
        Submission submission = Submission.of(
                socket.node().ids().command(),
                command.device(),
                command.name(),
                command.args(),
                new Actor.ByUser(user.id(), user.name(), Via.PANEL),
                user.id(),
                command.key(),
                ttl == null ? socket.node().settings().commandTtl() : ttl,
                command.queue(),
                command.ifRevision());
        Future.succeededFuture(submission).compose(socket.node()::submit).onComplete(result -> {
            if (result.succeeded()) {
                inFlight--;
                socket.send(TerminalFrames.command(wish.id(), result.result().command()));
            } else {
                ended(wish, result.cause());
            }
        });
    }

    private void ended(Wish wish, Throwable cause) {
        inFlight--;
        socket.error(wish.id(), cause);
    }
}
