package io.hawser.identity;

import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Log-ins and terminals that ended, as long as they are kept. Failures: {@code UNAVAILABLE}. */
public interface EndedSessions {
    /** Keeps each once, however often it comes; those of people who have left the register are not kept. */
    Future<Void> keep(List<SessionView> ended);

    /** One of them. */
    Future<Optional<SessionView>> find(SessionId session);

    /** A user's that ended last, newest first. */
    Future<List<SessionView>> of(UserId user, int most);

    /** Forgets those that ended before; how many they were. */
    Future<Integer> forget(Instant before);
}
