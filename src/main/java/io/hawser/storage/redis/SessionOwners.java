package io.hawser.storage.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whose a log-in or terminal is, by a key of its own; remembered here, since it never changes. Safe for use by any thread. */
final class SessionOwners {
    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final int MOST = 100_000;

    private final RedisLinks redis;
    private final Clock clock;
    private final Cache<SessionId, UserId> owners =
            Caffeine.newBuilder().maximumSize(MOST).build();

    SessionOwners(RedisLinks redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /** Whose it is; empty where no such session is known. */
    Future<Optional<UserId>> of(SessionId session) {
        UserId known = owners.getIfPresent(session);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return redis.send(Command.GET, Shards.owner(session)).map(found -> {
            if (found == null) {
                return Optional.empty();
            }
            UserId user = new UserId(found.toString());
            owners.put(session, user);
            return Optional.of(user);
        });
    }

    /** It is the user's, at least until then and a day longer. */
    Future<Void> put(SessionId session, UserId user, Instant until) {
        long life = Math.max(
                0, Duration.between(clock.instant(), until).plus(REMEMBERED).toMillis());
        return redis.send(Command.SET, Shards.owner(session), user.value(), "PX", Math.max(1, life))
                .mapEmpty();
    }
}
