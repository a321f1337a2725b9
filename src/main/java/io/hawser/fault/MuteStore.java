package io.hawser.fault;

import io.hawser.domain.FaultId;
import io.hawser.domain.Mute;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people do not want to be told of. Failures: {@code UNAVAILABLE}. */
public interface MuteStore {
    /** What somebody has muted and may know of, the newest first; not what has ended. */
    Future<List<Seen>> of(UserId person, Instant now);

    /**
     * Mutes something, in the place of what was said of it before. Fails with {@code NOT_FOUND} for an unknown device or space, and with {@code BAD_VALUE} when they have
     * {@code most} already.
     */
    Future<Void> set(UserId person, Mute mute, int most);

    /** Takes back the one that is of the same. */
    Future<Void> remove(UserId person, Mute mute);

    /** Those of the people who do not want to be told of the fault at that moment. */
    Future<Set<UserId>> muted(FaultId fault, Collection<UserId> people, Instant at);

    /**
     * A mute with how its device or space is called.
     *
     * @param name null where it is of a code
     */
    record Seen(Mute mute, @Nullable String name) {}
}
