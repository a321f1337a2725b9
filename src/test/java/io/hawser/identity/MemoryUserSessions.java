package io.hawser.identity;

import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link UserSessionStore} in memory; terminals are put there by the test. */
public final class MemoryUserSessions implements UserSessionStore {
    private static final SessionView.Counts NOTHING = new SessionView.Counts(0, 0, 0, 0, 0);

    private final Map<SessionId, UserSession> live = new LinkedHashMap<>();
    private final Map<SessionId, String> hashes = new LinkedHashMap<>();
    private final Map<SessionId, SessionView> terminals = new LinkedHashMap<>();

    /** A terminal of the user. */
    public synchronized void terminal(SessionId session, UserId user, Instant created) {
        terminals.put(
                session,
                new SessionView(
                        session,
                        SessionKind.TERMINAL,
                        user,
                        SessionState.ACTIVE,
                        null,
                        created,
                        created,
                        created.plusSeconds(600),
                        "::1",
                        "panel",
                        "node.1",
                        NOTHING));
    }

    @Override
    public synchronized Future<Void> begin(UserSession session, String refreshHash) {
        live.put(session.id(), session);
        hashes.put(session.id(), refreshHash);
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Optional<UserSession>> find(SessionId session) {
        return Future.succeededFuture(Optional.ofNullable(live.get(session)));
    }

    @Override
    public synchronized Future<Rotation> rotate(
            SessionId session, String presentedHash, String nextHash, Instant now, Instant expires) {
        UserSession known = live.get(session);
        if (known == null) {
            return Future.succeededFuture(Rotation.UNKNOWN);
        }
        if (!presentedHash.equals(hashes.get(session))) {
            live.remove(session);
            return Future.succeededFuture(Rotation.REPLAYED);
        }
        hashes.put(session, nextHash);
        live.put(
                session,
                new UserSession(session, known.user(), known.created(), expires, known.address(), known.client()));
        return Future.succeededFuture(Rotation.ROTATED);
    }

    @Override
    public synchronized Future<Boolean> end(SessionId session, EndReason reason, Instant now) {
        return Future.succeededFuture(live.remove(session) != null);
    }

    @Override
    public synchronized Future<List<SessionId>> endAll(
            UserId user, @Nullable SessionId but, EndReason reason, Instant now) {
        List<SessionId> ended = new ArrayList<>();
        live.values().stream()
                .filter(session -> session.user().equals(user) && !session.id().equals(but))
                .forEach(session -> ended.add(session.id()));
        ended.forEach(live::remove);
        return Future.succeededFuture(ended);
    }

    @Override
    public synchronized Future<List<SessionView>> list(UserId user) {
        List<SessionView> views = new ArrayList<>();
        live.values().stream().filter(session -> session.user().equals(user)).forEach(s -> views.add(view(s)));
        terminals.values().stream().filter(view -> user.equals(view.user())).forEach(views::add);
        return Future.succeededFuture(views);
    }

    @Override
    public Future<TerminalOpening> openTerminal(TerminalHello hello, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> confirmTerminal(SessionId terminal, long connection) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> closeTerminal(SessionId terminal, long connection, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> byeTerminal(SessionId terminal, long connection, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<SessionView>> keepTerminal(SessionId terminal, long connection, Instant now) {
        return view(terminal);
    }

    @Override
    public synchronized Future<Boolean> endTerminal(SessionId terminal, EndReason reason, Instant now) {
        return Future.succeededFuture(terminals.remove(terminal) != null);
    }

    @Override
    public synchronized Future<Optional<SessionView>> view(SessionId session) {
        return Future.succeededFuture(Optional.ofNullable(live.get(session))
                .map(MemoryUserSessions::view)
                .or(() -> Optional.ofNullable(terminals.get(session))));
    }

    private static SessionView view(UserSession session) {
        return new SessionView(
                session.id(),
                SessionKind.USER,
                session.user(),
                SessionState.ACTIVE,
                null,
                session.created(),
                session.created(),
                session.expires(),
                session.address(),
                session.client(),
                "node.1",
                NOTHING);
    }
}
