package io.hawser.edge.terminal;

import io.hawser.domain.SessionId;
import io.hawser.edge.ConnectionLimits;
import io.hawser.edge.socket.Guarded;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.session.Carried;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session of one terminal's connection, and on whose log-in it lives. On its event loop only. */
final class TerminalSession {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalSession.class);

    private final TerminalServices services;
    private final TerminalOpening opening;
    private final ConnectionLimits.Slot slot;
    private Principal principal;
    private boolean confirmed;
    private boolean bye;

    TerminalSession(TerminalServices services, TerminalGreeter.Admission admission) {
        this.services = services;
        opening = admission.opening();
        slot = admission.slot();
        principal = admission.principal();
    }

    SessionId id() {
        return opening.session();
    }

    /** Number of this connection within the session. */
    long connection() {
        return opening.connection();
    }

    Principal principal() {
        return principal;
    }

    /** A newer token of the same user has come. */
    void principal(Principal newer) {
        principal = newer;
    }

    /** A frame has come after the welcome: the token before the newest serves no longer. */
    void confirm() {
        if (!confirmed) {
            confirmed = true;
            Guarded.call(() -> services.sessions().confirmTerminal(id(), connection()))
                    .onFailure(cause -> confirmed = false);
        }
    }

    /** It gave a command. */
    void commanded() {
        services.identity().use().commanded(id());
    }

    /** What went over its connection since that was last told. */
    void carried(Carried bytes) {
        if (!bytes.isNothing()) {
            services.identity().use().carried(id(), bytes.received(), bytes.sent());
        }
    }

    /** It goes for good. */
    void sayBye() {
        bye = true;
    }

    /** The connection is gone; the session stays until it expires, unless it said goodbye. */
    void leave() {
        Instant now = services.clock().instant();
        (bye
                        ? services.sessions().byeTerminal(id(), connection(), now)
                        : services.sessions().closeTerminal(id(), connection(), now))
                .onFailure(cause -> LOG.atDebug()
                        .addKeyValue("session", id())
                        .setCause(cause)
                        .log("a terminal's end waits for its session to expire"));
        slot.release();
    }
}
