package io.hawser.edge.terminal;

import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.hawser.identity.UserSessionStore;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.identity.UserSessionStore.UserSession;
import io.hawser.testing.Stub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Terminals' sessions in memory; everybody has a log-in {@code login_<name>} that never ends. Safe for use by any thread. */
final class FakeSessions {
    private final Map<String, SessionId> byToken = new ConcurrentHashMap<>();
    private final Map<SessionId, Long> connections = new ConcurrentHashMap<>();
    private final Set<SessionId> dormant = ConcurrentHashMap.newKeySet();
    private final Set<SessionId> gone = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Hold> hold = new AtomicReference<>();

    /** Holds the answer to the next hello back. */
    Hold hold() {
        Hold made = new Hold(Promise.promise(), Promise.promise());
        hold.set(made);
        return made;
    }

    boolean isDormant(String session) {
        return dormant.contains(new SessionId(session));
    }

    boolean isGone(String session) {
        return gone.contains(new SessionId(session));
    }

    UserSessionStore store() {
        return new Stub<>(UserSessionStore.class)
                .on("find", given -> login((SessionId) given[0]))
                .on("openTerminal", given -> open((TerminalHello) given[0]))
                .on("confirmTerminal", given -> null)
                .on("byeTerminal", given -> gone.add((SessionId) given[0]))
                .on("closeTerminal", given -> close((SessionId) given[0], (Long) given[1]))
                .port();
    }

    private static Optional<UserSession> login(SessionId id) {
        UserId user = new UserId(id.value().replace("login_", "usr_"));
        return Optional.of(new UserSession(id, user, Instant.EPOCH, Instant.MAX, "127.0.0.1", "test"));
    }

    private Future<TerminalOpening> open(TerminalHello hello) {
        Hold held = hold.getAndSet(null);
        TerminalOpening opening = opening(hello);
        if (held == null) {
            return Future.succeededFuture(opening);
        }
        held.asked().complete();
        return held.answer().future().map(opening);
    }

    private TerminalOpening opening(TerminalHello hello) {
        SessionId known = hello.presentedHash() == null ? null : byToken.get(hello.presentedHash());
        SessionId session = known == null ? hello.fresh() : known;
        byToken.put(hello.nextTokenHash(), session);
        dormant.remove(session);
        return new TerminalOpening(session, connections.merge(session, 1L, Long::sum), known != null, null);
    }

    private Object close(SessionId terminal, long connection) {
        return connections.getOrDefault(terminal, 0L) == connection && dormant.add(terminal);
    }

    /**
     * A hello whose answer is held back.
     *
     * @param asked completed when its session is open
     * @param answer to be completed on the edge's loop
     */
    record Hold(Promise<Void> asked, Promise<Void> answer) {}
}
