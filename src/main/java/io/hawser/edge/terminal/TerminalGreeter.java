package io.hawser.edge.terminal;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Secret;
import io.hawser.edge.ConnectionLimits;
import io.hawser.edge.Peer;
import io.hawser.edge.socket.Guarded;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.protocol.TerminalMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Decides a terminal's hello. */
final class TerminalGreeter {
    private static final Duration USER_FULL = Duration.ofSeconds(30);

    private final TerminalServices services;
    private final Duration ttl;

    /** @param ttl how long a session outlives its connection */
    TerminalGreeter(TerminalServices services, Duration ttl) {
        this.services = services;
        this.ttl = ttl;
    }

    /**
     * Opens the session; fails with {@code UNAUTHENTICATED}, {@code TOKEN_EXPIRED}, {@code RATE_LIMITED} when the user has too many
     * connections, or {@code UNAVAILABLE}.
     */
    Future<Admission> admit(TerminalMessage.Hello hello, Peer peer) {
        return services.identity().authenticate(hello.token()).compose(user -> {
            Optional<ConnectionLimits.Slot> taken =
                    services.users().take(user.user().id().value());
            return taken.map(slot ->
                            Guarded.call(() -> open(hello, peer, user, slot)).onFailure(cause -> slot.release()))
                    .orElseGet(() -> Future.failedFuture(
                            Failure.of(ErrorCode.RATE_LIMITED, "Too many connections of this user.", USER_FULL)));
        });
    }

    private Future<Admission> open(TerminalMessage.Hello hello, Peer peer, Principal user, ConnectionLimits.Slot slot) {
        String token = Secret.random();
        String resume = hello.resume();
        TerminalHello opening = new TerminalHello(
                services.ids().session(),
                user.login(),
                user.user().id(),
                resume == null ? null : Secret.hash(resume),
                Secret.hash(token),
                ttl,
                peer.address(),
                peer.client());
        return services.sessions()
                .openTerminal(opening, services.clock().instant())
                .map(opened -> new Admission(user, opened, token, slot));
    }

    /**
     * An open session.
     *
     * @param resume the token for its welcome
     * @param slot to be released with the connection
     */
    record Admission(Principal principal, TerminalOpening opening, String resume, ConnectionLimits.Slot slot) {}
}
