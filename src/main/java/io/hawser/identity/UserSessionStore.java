package io.hawser.identity;

import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Log-ins and terminals that are alive. Stores no token, only SHA-256 (hex) of tokens. Failures: {@code UNAVAILABLE}. */
public interface UserSessionStore {
    /** Begins a log-in. */
    Future<Void> begin(UserSession session, String refreshHash);

    /** Whether the log-in lives, and whose it is. */
    Future<Optional<UserSession>> find(SessionId session);

    /** Trades a refresh token: the presented hash must be the newest. Anything else that was once valid ends the log-in. */
    Future<Rotation> rotate(SessionId session, String presentedHash, String nextHash, Instant now, Instant expires);

    /** Ends a log-in with all its terminals; false when it was over. */
    Future<Boolean> end(SessionId session, EndReason reason, Instant now);

    /** Ends all log-ins of a user but the one given (null: all); returns those ended. */
    Future<List<SessionId>> endAll(
            UserId user, @org.jspecify.annotations.Nullable SessionId but, EndReason reason, Instant now);

    /** All log-ins and terminals of a user that are remembered, newest first. */
    Future<List<SessionView>> list(UserId user);

    /**
     * Opens a terminal's session or resumes the one whose newest token is presented; the one before serves as long as the newest
     * is neither used nor confirmed. Fails with {@code UNAUTHENTICATED} when the log-in is over.
     */
    Future<TerminalOpening> openTerminal(TerminalHello hello, Instant now);

    /** The terminal has sent a frame after its welcome: the token before the newest serves no longer. */
    Future<Void> confirmTerminal(SessionId terminal, long connection);

    /** The terminal's socket is gone; its session stays dormant until it expires. */
    Future<Void> closeTerminal(SessionId terminal, long connection, Instant now);

    /** The terminal has said goodbye by its newest connection: its session ends. Nothing when another connection has it. */
    Future<Void> byeTerminal(SessionId terminal, long connection, Instant now);

    /** The terminal as it is, whose connection lives: one that was taken for left is connected again. */
    Future<Optional<SessionView>> keepTerminal(SessionId terminal, long connection, Instant now);

    /** Ends a terminal's session; false when it was over. */
    Future<Boolean> endTerminal(SessionId terminal, EndReason reason, Instant now);

    /** A log-in or terminal session by id, as people see it. */
    Future<Optional<SessionView>> view(SessionId session);

    /** A log-in. */
    record UserSession(SessionId id, UserId user, Instant created, Instant expires, String address, String client) {}

    /** What came of a refresh. */
    enum Rotation {
        ROTATED,
        /** No such log-in, or it is over. */
        UNKNOWN,
        /** A spent token was shown: the log-in ended just now. */
        REPLAYED
    }

    /** A terminal that says hello. */
    record TerminalHello(
            SessionId fresh,
            SessionId login,
            UserId user,
            @org.jspecify.annotations.Nullable String presentedHash,
            String nextTokenHash,
            java.time.Duration ttl,
            String address,
            String client) {}

    /**
     * The terminal's session.
     *
     * @param connection number of this connection within the session
     * @param ended the session that ended because a spent token of it was shown, so that this is a new one
     */
    record TerminalOpening(
            SessionId session,
            long connection,
            boolean resumed,
            @org.jspecify.annotations.Nullable SessionId ended) {
        /** Whether a spent token was shown, so that the old session ended and this is a new one. */
        public boolean replayed() {
            return ended != null;
        }
    }
}
