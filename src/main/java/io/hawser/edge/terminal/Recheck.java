package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.AccessChanged.Reason;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.User;
import io.hawser.identity.Principal;
import io.hawser.protocol.CloseCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the stores whether a terminal still lives and what its user may see, after what other nodes told of that may not have been heard.
 * Where the stores can't say, the terminal is asked to come back: nothing is shown on the strength of what was. On its event loop only.
 */
final class Recheck {
    private static final Logger LOG = LoggerFactory.getLogger(Recheck.class);

    private final TerminalServices services;

    Recheck(TerminalServices services) {
        this.services = services;
    }

    /**
     * Succeeds once it is known, and the terminal has what follows of it.
     *
     * @param patient whether it fails where the stores can't say, and leaves the terminal as it is
     */
    Future<Void> look(TerminalSocket socket, boolean patient) {
        TerminalSession session = socket.session();
        if (session == null || socket.isClosed()) {
            return Future.succeededFuture();
        }
        Principal principal = session.principal();
        return services.identity()
                .reload(principal.login())
                .compose(user -> {
                    if (user.role() != principal.user().role()) {
                        throw Failure.unavailable("The office of the user is another.");
                    }
                    return socket.isClosed()
                            ? Future.succeededFuture(Optional.<SessionView>empty())
                            : services.sessions()
                                    .keepTerminal(
                                            session.id(),
                                            session.connection(),
                                            services.clock().instant());
                })
                .compose(view -> isOver(view)
                        ? over(socket, principal, view)
                        : services.access().visible(principal.user()).map(seen -> {
                            compare(socket, principal.user(), seen);
                            return null;
                        }))
                .recover(cause ->
                        patient && !isEnd(cause) ? Future.failedFuture(cause) : failed(socket, session, cause));
    }

    private static boolean isOver(Optional<SessionView> view) {
        return view.map(SessionView::state).orElse(SessionState.ENDED) == SessionState.ENDED;
    }

    /** By itself, or with its log-in, should that have ended just now: fails then as the first look would have. */
    private Future<Void> over(TerminalSocket socket, Principal principal, Optional<SessionView> view) {
        return services.identity().reload(principal.login()).map(lives -> {
            socket.ended(view.map(SessionView::endReason).orElse(EndReason.EXPIRED));
            return null;
        });
    }

    private static void compare(TerminalSocket socket, User user, List<Seen> seen) {
        if (socket.isClosed()) {
            return;
        }
        Set<DeviceId> visible = seen.stream().map(one -> one.device().id()).collect(Collectors.toSet());
        socket.watched().stream()
                .filter(device -> !visible.contains(device))
                .forEach(device ->
                        socket.accessChanged(new AccessChanged(user.id(), device, null, Reason.SHARE_REVOKED)));
        seen.forEach(
                one -> socket.accessIs(new AccessChanged(user.id(), one.device().id(), one.role(), Reason.SHARED)));
    }

    private static boolean isEnd(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == ErrorCode.UNAUTHENTICATED;
    }

    private static Future<Void> failed(TerminalSocket socket, TerminalSession session, Throwable cause) {
        if (isEnd(cause)) {
            socket.loggedOut(EndReason.REVOKED);
            return Future.succeededFuture();
        }
        LOG.atDebug()
                .addKeyValue("session", session.id())
                .setCause(cause)
                .log("a terminal is asked to come back, since what it may see could not be asked");
        socket.close(CloseCode.RESTART);
        return Future.succeededFuture();
    }
}
