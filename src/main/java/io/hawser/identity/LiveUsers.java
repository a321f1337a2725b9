package io.hawser.identity;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Whose log-in lives, remembered for half a second: what another node ended counts here after that time at the latest, what
 * this one ended at once. Futures complete on the caller's context. Safe for use by any thread.
 */
final class LiveUsers {
    private static final Duration REMEMBERED = Duration.ofMillis(500);
    private static final int MOST = 100_000;

    private final Vertx vertx;
    private final UserStore users;
    private final UserSessionStore sessions;
    private final Clock clock;
    private final AsyncCache<SessionId, User> cache;

    LiveUsers(Vertx vertx, UserStore users, UserSessionStore sessions, Clock clock) {
        this.vertx = vertx;
        this.users = users;
        this.sessions = sessions;
        this.clock = clock;
        cache = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    /** The user of a log-in that lives; fails with {@code UNAUTHENTICATED} when it is over or its user may not. */
    Future<User> of(SessionId login) {
        CompletableFuture<User> found = cache.get(
                login, (key, executor) -> load(key).toCompletionStage().toCompletableFuture());
        return found.isDone() && !found.isCompletedExceptionally()
                ? Future.succeededFuture(found.join())
                : Future.fromCompletionStage(found, vertx.getOrCreateContext());
    }

    /** Forgets a log-in; one that is being looked up is not remembered. */
    void forget(SessionId login) {
        cache.asMap().remove(login);
    }

    /** Forgets all log-ins of a user, and those that are being looked up. */
    void forget(UserId user) {
        cache.asMap().values().removeIf(found -> {
            boolean known = found.isDone() && !found.isCompletedExceptionally();
            return !known || found.join().id().equals(user);
        });
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
