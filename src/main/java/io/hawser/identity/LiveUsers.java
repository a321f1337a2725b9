package io.hawser.identity;

import io.hawser.bus.Remembered;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;

/**
 * Whose log-in lives, remembered for half a second: what another node ended counts here after that time at the latest, what
 * this one ended at once. Futures complete on the caller's context. Safe for use by any thread.
 */
final class LiveUsers {
    private static final Duration REMEMBERED = Duration.ofMillis(500);
    private static final int MOST = 100_000;

    private final UserStore users;
    private final UserSessionStore sessions;
    private final Clock clock;
    private final Remembered<SessionId, User> remembered;

    LiveUsers(Vertx vertx, UserStore users, UserSessionStore sessions, Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.clock = clock;
        remembered = new Remembered<>(vertx, REMEMBERED, MOST, clock);
    }

    /** The user of a log-in that lives; fails with {@code UNAUTHENTICATED} when it is over or its user may not. */
    Future<User> of(SessionId login) {
        return remembered.get(login, this::load);
    }

    /** Forgets a log-in. */
    void forget(SessionId login) {
        remembered.forget(login);
    }

    /** Forgets all log-ins of a user. */
    void forget(UserId user) {
        remembered.forgetAnswers(known -> known.id().equals(user));
    }

    private Future<User> load(SessionId login) {
        return sessions.find(login).compose(found -> {
            if (found.isEmpty() || !found.get().expires().isAfter(clock.instant())) {
                return Future.failedFuture(over());
            }
            return users.find(found.get().user())
                    .map(user -> user.filter(known -> !known.disabled()).orElseThrow(LiveUsers::over));
        });
    }

    private static Failure over() {
        return Failure.unauthenticated("The log-in is over.");
    }
}
