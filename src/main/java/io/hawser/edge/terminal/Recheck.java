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

    void look(TerminalSocket socket) {
        TerminalSession session = socket.session();
        if (session == null || socket.isClosed()) {
            return;
        }
        Principal principal = session.principal();
        services.identity()
                .reload(principal.login())
                .compose(user -> {
                    if (user.role() != principal.user().role()) {
                        throw Failure.unavailable("The office of the user is another.");
                    }
                    return services.sessions().view(session.id());
                })
                .compose(view -> isOver(socket, view)
                        ? Future.succeededFuture()
                        : services.access()
                                .visible(principal.user())
                                .onSuccess(seen -> compare(socket, principal.user(), seen)))
                .onFailure(cause -> failed(socket, session, cause));
    }

    private static boolean isOver(TerminalSocket socket, Optional<SessionView> view) {
        boolean over = view.map(SessionView::state).orElse(SessionState.ENDED) == SessionState.ENDED;
        if (over) {
            EndReason reason = view.map(SessionView::endReason).orElse(EndReason.EXPIRED);
            socket.ended(reason);
        }
        return over;
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

    private static void failed(TerminalSocket socket, TerminalSession session, Throwable cause) {
        if (cause instanceof Failure failure && failure.code() == ErrorCode.UNAUTHENTICATED) {
            socket.loggedOut(EndReason.REVOKED);
            return;
        }
        LOG.atDebug()
                .addKeyValue("session", session.id())
                .setCause(cause)
                .log("a terminal is asked to come back, since what it may see could not be asked");
        socket.close(CloseCode.RESTART);
    }
}
