package io.hawser.storage.redis;

import io.hawser.domain.EndReason;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.identity.UserSessionStore;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Log-ins and terminals in Redis. All that one user has is in one shard; whose a session is is told by {@link SessionOwners}.
 */
final class RedisUserSessionStore implements UserSessionStore {
    /** How many spent refresh tokens of a log-in are told from ones that never were: 40 days of one each quarter of an hour. */
    private static final int SPENT_TOKENS = 4096;

    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final RedisLinks redis;
    private final SessionOwners owners;
    private final String incarnation;
    private final Clock clock;

    /** @param incarnation this run of the node, which holds the terminals that connect to it */
    RedisUserSessionStore(RedisLinks redis, SessionOwners owners, String incarnation, Clock clock) {
        this.redis = redis;
        this.owners = owners;
        this.incarnation = incarnation;
        this.clock = clock;
    }

    @Override
    public Future<Void> begin(UserSession session, String refreshHash) {
        // The owner first: what it points to may be missing, but nothing may be without it.
        return owners.put(session.id(), session.user(), session.expires())
                .compose(done -> redis.run(
                        Script.LOGIN,
                        Shards.user(session.user()),
                        at(clock.instant())
                                .text(session.id().value())
                                .text(session.user().value())
                                .time(session.created())
                                .time(session.expires())
                                .text(session.address())
                                .text(session.client())
                                .text(refreshHash)
                                .text(incarnation)
                                .list()))
                .mapEmpty();
    }

    @Override
    public Future<Optional<UserSession>> find(SessionId session) {
        return viewed(session)
                .map(found -> found.filter(
                                row -> row.text(0).equals("l") && !row.text(2).equals("ended"))
                        .map(row -> new UserSession(
                                session,
                                new UserId(row.text(9)),
                                Instant.ofEpochMilli(row.number(4)),
                                Instant.ofEpochMilli(row.number(6)),
                                row.text(7),
                                row.text(8))));
    }

    @Override
    public Future<Rotation> rotate(
            SessionId session, String presentedHash, String nextHash, Instant now, Instant expires) {
        return owners.of(session).compose(known -> {
            if (known.isEmpty()) {
                return Future.succeededFuture(Rotation.UNKNOWN);
            }
            UserId user = known.get();
            List<String> arguments = at(now).text(session.value())
                    .text(presentedHash)
                    .text(nextHash)
                    .time(expires)
                    .number(SPENT_TOKENS)
                    .text(incarnation)
                    .list();
            return redis.run(Script.ROTATE, Shards.user(user), arguments).compose(reply -> {
                Rotation rotation = Rotation.valueOf(reply.text(0));
                if (rotation != Rotation.ROTATED) {
                    return Future.succeededFuture(rotation);
                }
                List<Future<Void>> owned = new ArrayList<>();
                owned.add(owners.put(session, user, expires));
                reply.texts(1).forEach(terminal -> owned.add(owners.put(new SessionId(terminal), user, expires)));
                return Future.all(owned).map(rotation);
            });
        });
    }

    @Override
    public Future<Boolean> end(SessionId session, EndReason reason, Instant now) {
        return owners.of(session)
                .compose(user -> user.isEmpty()
                        ? Future.succeededFuture(false)
                        : redis.run(
                                        Script.LOGOUT,
                                        Shards.user(user.get()),
                                        at(now).text(reason.name())
                                                .text(session.value())
                                                .text("")
                                                .list())
                                .map(reply -> reply.size() > 0));
    }

    @Override
    public Future<List<SessionId>> endAll(UserId user, @Nullable SessionId but, EndReason reason, Instant now) {
        List<String> arguments = at(now).text(reason.name())
                .text("")
                .text(but == null ? null : but.value())
                .list();
        return redis.run(Script.LOGOUT, Shards.user(user), arguments)
                .map(reply -> reply.all(row -> new SessionId(row.itself())));
    }

    @Override
    public Future<List<SessionView>> list(UserId user) {
        return redis.run(
                        Script.PEOPLE,
                        Shards.user(user),
                        at(clock.instant()).text("").millis(silence()).list())
                .map(reply -> reply.all(RedisUserSessionStore::view));
    }

    @Override
    public Future<TerminalOpening> openTerminal(TerminalHello hello, Instant now) {
        List<String> arguments = at(now).text(hello.user().value())
                .text(hello.login().value())
                .text(hello.fresh().value())
                .text(hello.presentedHash())
                .text(hello.nextTokenHash())
                .millis(hello.ttl())
                .text(hello.address())
                .text(hello.client())
                .text(incarnation)
                .list();
        return owners.put(hello.fresh(), hello.user(), now.plus(REMEMBERED))
                .compose(done -> redis.run(Script.TERMINAL_OPEN, Shards.user(hello.user()), arguments))
                .compose(reply -> {
                    if (reply.is("OVER")) {
                        return Future.failedFuture(Failure.unauthenticated("The log-in is over."));
                    }
                    SessionId session = new SessionId(reply.text(1));
                    String ended = reply.textOrNull(5);
                    TerminalOpening opening = new TerminalOpening(
                            session, reply.number(2), reply.flag(3), ended == null ? null : new SessionId(ended));
                    return owners.put(session, hello.user(), Instant.ofEpochMilli(reply.number(4)))
                            .map(opening);
                });
    }

    @Override
    public Future<Void> confirmTerminal(SessionId terminal, long connection) {
        return connection(terminal, connection, "confirm", clock.instant());
    }

    @Override
    public Future<Void> closeTerminal(SessionId terminal, long connection, Instant now) {
        return connection(terminal, connection, "close", now);
    }

    @Override
    public Future<Void> byeTerminal(SessionId terminal, long connection, Instant now) {
        return connection(terminal, connection, "bye", now);
    }

    @Override
    public Future<Optional<SessionView>> keepTerminal(SessionId terminal, long connection, Instant now) {
        return owners.of(terminal)
                .compose(user -> user.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : redis.run(
                                        Script.TERMINAL_KEEP,
                                        Shards.user(user.get()),
                                        at(now).text(terminal.value())
                                                .number(connection)
                                                .text(incarnation)
                                                .list())
                                .map(reply -> reply.size() == 0 ? Optional.empty() : Optional.of(view(reply))));
    }

    private Future<Void> connection(SessionId terminal, long connection, String what, Instant now) {
        return owners.of(terminal)
                .compose(user -> user.isEmpty()
                        ? Future.succeededFuture()
                        : redis.run(
                                        Script.TERMINAL_CLOSE,
                                        Shards.user(user.get()),
                                        at(now).text(terminal.value())
                                                .number(connection)
                                                .text(what)
                                                .list())
                                .mapEmpty());
    }

    @Override
    public Future<Boolean> endTerminal(SessionId terminal, EndReason reason, Instant now) {
        return owners.of(terminal)
                .compose(user -> user.isEmpty()
                        ? Future.succeededFuture(false)
                        : redis.run(
                                        Script.TERMINAL_END,
                                        Shards.user(user.get()),
                                        at(now).text(terminal.value())
                                                .text(reason.name())
                                                .list())
                                .map(reply -> reply.response().toLong() == 1));
    }

    @Override
    public Future<Optional<SessionView>> view(SessionId session) {
        return viewed(session).map(found -> found.map(RedisUserSessionStore::view));
    }

    private Future<Optional<Reply>> viewed(SessionId session) {
        return owners.of(session)
                .compose(user -> user.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : redis.run(
                                        Script.PEOPLE,
                                        Shards.user(user.get()),
                                        at(clock.instant())
                                                .text(session.value())
                                                .millis(silence())
                                                .list())
                                .map(reply -> reply.size() == 0 ? Optional.empty() : Optional.of(reply.at(0))));
    }

    /** A connection may be silent so long before its node closes it. */
    private Duration silence() {
        return redis.settings().silence();
    }

    private static Args at(Instant now) {
        return new Args().time(now);
    }

    /** A session as {@code users.lua} tells it. */
    static SessionView view(Reply row) {
        String reason = row.textOrNull(3);
        return new SessionView(
                new SessionId(row.text(1)),
                row.text(0).equals("l") ? SessionKind.USER : SessionKind.TERMINAL,
                new UserId(row.text(9)),
                Words.constant(SessionState.class, row.text(2)),
                reason == null ? null : EndReason.valueOf(reason),
                Instant.ofEpochMilli(row.number(4)),
                Instant.ofEpochMilli(row.number(5)),
                Instant.ofEpochMilli(row.number(6)),
                row.textOrNull(7),
                row.textOrNull(8),
                row.textOrNull(10),
                new Counts(0, row.number(11), row.number(12), row.number(13), row.number(14)));
    }
}
